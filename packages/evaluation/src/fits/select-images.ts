import type { Embeddings, LabelledAnswers } from '../answers.js';

/** The answers for the images that are wanted, without their embeddings. */
export function selectImages(
  { classes, logits, labels, groups }: LabelledAnswers,
  isWanted: (image: number) => boolean,
): LabelledAnswers {
  return {
    classes,
    logits: logits.filter((_, i) => isWanted(Math.floor(i / classes.length))),
    labels: labels.filter((_, image) => isWanted(image)),
    groups: groups.filter((_, image) => isWanted(image)),
  };
}

/** The embeddings of the images that are wanted, in their order. */
export function selectEmbeddings(
  { data, length }: Embeddings,
  isWanted: (image: number) => boolean,
): Embeddings {
  return { data: data.filter((_, i) => isWanted(Math.floor(i / length))), length };
}

/** Image i's embedding, without a copy. */
export function embeddingOf({ data, length }: Embeddings, image: number): Float32Array {
  return data.subarray(image * length, (image + 1) * length);
}

/** @returns how many images they are of; 0 for none */
export function countEmbeddings(embeddings: Embeddings | null): number {
  return embeddings ? embeddings.data.length / embeddings.length : 0;
}
