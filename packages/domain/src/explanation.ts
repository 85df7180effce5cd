export const EXPLANATION_METHODS = ['grad-cam', 'hirescam', 'score-cam'] as const;

export type ExplanationMethod = (typeof EXPLANATION_METHODS)[number];

/** Where in the picture the model's answer for one class comes from, with a check of whether that is so. */
export interface Explanation {
  readonly method: ExplanationMethod;
  /** The class that is explained: the top class. */
  readonly class: string;
  readonly height: number;
  readonly width: number;
  /** (height, width), row-major, scaled to 0..1, of the square that the model saw. */
  readonly values: readonly number[];
  /** By deletion (Petsiuk et al. 2018): the fall of the class's probability without the strongest fifth of the map. */
  readonly check: {
    readonly drop: number;
    /** Mean fall without random fifths of the same shape. */
    readonly randomDrop: number;
    /** Whether `drop` is above `randomDrop` by more than 0.05: else the map does not show what the answer rests on. */
    readonly holds: boolean;
  };
}
