import { whyNotCalibratable } from '@slc/evaluation';
import type { CollectedImages } from '../answering/collect-images.js';
import { DEFAULT_COVERAGE } from '../given-command.js';
import type { AnsweredAtFloat32 } from './answer-both.js';
import type { ImageToQuantize } from './images-to-quantize.js';
import type { LossOrder } from './loss-protocol.js';

export interface OrderedLoss {
  readonly order: LossOrder;
  /** Why nothing can be fitted to int8's answers, one sentence; null where it can. */
  readonly notFitted: string | null;
}

/** What is to be measured of both answers, and fitted to int8's. */
export function lossOrder(
  { images, logits, groups, manifest, isLabelled }: AnsweredAtFloat32,
  int8: Pick<CollectedImages<ImageToQuantize>, 'logits'>,
): OrderedLoss {
  if (!isLabelled) {
    const answers = { first: logits, second: int8.logits, groups };
    return { order: { kind: 'unlabelled', answers }, notFitted: 'Images without classes fit nothing.' };
  }
  const { labels: classes, predictionSet, temperature } = manifest;
  // Safe: labelled images have a label.
  const labels = Int32Array.from(images, ({ label }) => label as number);
  const float32 = { classes, labels, groups, logits };
  const coverage = predictionSet?.coverage ?? DEFAULT_COVERAGE;
  const notFitted = whyNotCalibratable(float32, { coverage });
  return {
    order: {
      kind: 'labelled',
      ...{ float32, int8: { ...float32, logits: int8.logits } },
      temperature: temperature.value,
      coverage: notFitted === null ? coverage : null,
    },
    notFitted,
  };
}
