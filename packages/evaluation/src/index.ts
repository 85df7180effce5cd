export type { Embeddings, LabelledAnswers } from './answers.js';
export { Random } from './random.js';
