import { SlcError } from './errors.js';

export const EXPLANATION_METHODS = ['grad-cam', 'hirescam', 'score-cam'] as const;

export type ExplanationMethod = (typeof EXPLANATION_METHODS)[number];

/** As the papers write them: the same in every language. */
export const EXPLANATION_METHOD_NAMES: Readonly<Record<ExplanationMethod, string>> = {
  'grad-cam': 'Grad-CAM',
  hirescam: 'HiResCAM',
  'score-cam': 'Score-CAM',
};

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

/** What can be shown of an explanation, each a PNG. */
export const EXPLANATION_PICTURES = [
  /** The square that the model saw, at the network's input size. */
  'analysed',
  /** The map as a layer of the same size that is laid over it: 45 % opaque. */
  'overlay',
  /** The overlay laid over the square. */
  'blended',
] as const;

export type ExplanationPicture = (typeof EXPLANATION_PICTURES)[number];

export type ExplanationPictures = Readonly<Partial<Record<ExplanationPicture, Uint8Array>>>;

/**
 * @param field where the word stands, for the message
 * @throws SlcError `invalid_request`
 */
export function toExplanationMethod(value: unknown, field: string): ExplanationMethod {
  return oneOf(EXPLANATION_METHODS, value, field);
}

/** @throws SlcError `invalid_request` */
export function toExplanationPicture(value: unknown, field: string): ExplanationPicture {
  return oneOf(EXPLANATION_PICTURES, value, field);
}

function oneOf<const T extends string>(words: readonly T[], value: unknown, field: string): T {
  const word = words.find((candidate) => candidate === value);
  if (word !== undefined) return word;
  const got = typeof value === 'string' ? JSON.stringify(value.slice(0, 40)) : 'something else';
  throw new SlcError('invalid_request', `${field}: expected one of ${words.join(', ')}, got ${got}`);
}
