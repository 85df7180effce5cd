import type { Code, Reason, Verdict } from '@slc/domain';

/** What a verdict means to the reader of a record. */
export const VERDICT_CODES: Readonly<Record<Verdict, Code>> = {
  clear: { code: 'clear', meaning: 'Clear: one class stands out' },
  undecided: { code: 'undecided', meaning: 'Undecided: the model cannot settle on one class' },
  unusable: { code: 'unusable', meaning: 'Unusable: the model cannot judge this image' },
};

/** What speaks against an answer. */
export const REASON_CODES: Readonly<Record<Reason, Code>> = {
  'several-classes': { code: 'several-classes', meaning: 'Several classes are plausible' },
  'views-disagree': { code: 'views-disagree', meaning: 'Turned or mirrored, the image gets other answers' },
  'unlike-training': { code: 'unlike-training', meaning: 'Unlike the images that the model was made for' },
  blurred: { code: 'blurred', meaning: 'The image is blurred' },
  dark: { code: 'dark', meaning: 'The image is too dark' },
  bright: { code: 'bright', meaning: 'The image is too bright' },
  flat: { code: 'flat', meaning: 'The image is nearly of one colour' },
  colourless: { code: 'colourless', meaning: 'The image has no colour' },
  small: { code: 'small', meaning: 'The image is too small for the model' },
};
