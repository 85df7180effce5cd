import type { ModelManifest, Prediction } from '@slc/domain';
import type { MessageKey } from '../locales/en.js';
import type { PageContext } from './page-context.js';

/** From which top probability on the model is said to be how sure. */
const DEGREES: readonly (readonly [from: number, key: MessageKey])[] = [
  [0.9, 'result.sure.high'],
  [0.7, 'result.sure.fair'],
  [0.5, 'result.sure.low'],
  [0, 'result.sure.none'],
];

/** How sure the model is, in words that are tied to figures: its own, and those of its test. */
export function certaintyView(
  { t, format }: PageContext,
  predictions: readonly Prediction[],
  manifest: ModelManifest | null,
): readonly string[] {
  const [top, second] = predictions;
  if (!top) return [];
  const degree = DEGREES.find(([from]) => top.probability >= from)?.[1] ?? 'result.sure.none';
  const bin = manifest?.evaluations[0]?.reliability.find(
    ({ from, to, count }) => count > 0 && top.probability >= from && (top.probability < to || to >= 1),
  );
  return [
    t(degree),
    ...(second
      ? [
          t('result.sure.next', {
            class: t(`class.${second.class}.name` as MessageKey),
            probability: format.percent(second.probability),
          }),
        ]
      : []),
    ...(bin
      ? [
          t('result.sure.bin', {
            count: format.integer(bin.count),
            from: format.percent(bin.from, 0),
            to: format.percent(bin.to, 0),
            accuracy: format.percent(bin.accuracy, 0),
          }),
        ]
      : []),
  ];
}
