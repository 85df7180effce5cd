import type { OpenedModel } from '@slc/compile';
import { type JudgedQuality, judgeQuality, measureQuality, type Pixels } from '@slc/image';

/** Judges a decoded picture's quality. */
export type JudgePicture = (picture: Pixels) => JudgedQuality;

/** By the limits for pictures of a lesion, in the region that the model sees. A manifest may say that they do not fit. */
export function judgePictureFor({
  manifest: { quality, preprocessing, input },
  description: { inputShape },
}: Pick<OpenedModel, 'manifest' | 'description'>): JudgePicture {
  if (quality === false) return () => ({ quality: [], reasons: [] });
  const [, , channels] = inputShape;
  const isColour = channels === 3 && preprocessing.channels !== 'grey';
  const model = { inputSide: Math.min(input.width, input.height), isColour };
  return (picture) => judgeQuality(measureQuality(picture, preprocessing), model);
}
