import type { LesionClass } from '@slc/domain/light';

/** What a model answered for n labelled images, and what was true. Arrays are row-major; K is `classes.length`. */
export interface LabelledAnswers {
  /** The model's classes, in the order of its outputs. */
  readonly classes: readonly LesionClass[];
  /** (n, K), before temperature. */
  readonly logits: Float64Array;
  /** (n), index of the true class. */
  readonly labels: Int32Array;
  /** (n), images of one lesion or patient have the same number; an image without one has a number of its own. */
  readonly groups: Int32Array;
  readonly embeddings?: Embeddings;
}

/** What the network's head reads. */
export interface Embeddings {
  /** (n, length) */
  readonly data: Float32Array;
  readonly length: number;
}
