/** What a network can give of an image. */
export const OUTPUT_NAMES = [
  /** One value a class, before softmax. */
  'logits',
  /** What the head reads after pooling, flattened. */
  'embedding',
] as const;

export type OutputName = (typeof OUTPUT_NAMES)[number];
