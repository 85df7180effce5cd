import type { ModelManifest, Prediction } from '@slc/domain';
import type { MessageKey } from '../locales/en.js';
import type { ClassLookup } from './class-words.js';
import type { PageContext } from './page-context.js';

/** How sure the model is called, by the smallest top probability for which that is said. */
const DEGREES: readonly (readonly [from: number, key: MessageKey])[] = [
  [0.9, 'result.sure.high'],
  [0.7, 'result.sure.fair'],
  [0.5, 'result.sure.low'],
  [0, 'result.sure.none'],
];

/** How sure the model is, in words, with the figures of this answer and of the model's test. */
export function certaintyView(
  { t, format }: PageContext,
  predictions: readonly Prediction[],
  { manifest, classOf }: { readonly manifest: ModelManifest | null; readonly classOf: ClassLookup },
): readonly string[] {
  const [top, second] = predictions;
  if (!top) return [];
  const degree = DEGREES.find(([from]) => top.probability >= from)?.[1] ?? 'result.sure.none';
  const sentences = [t(degree)];
  if (second) {
    const name = classOf(second.class).name.text;
    sentences.push(t('result.sure.next', { class: name, probability: format.percent(second.probability) }));
  }
  const bin = manifest?.evaluations[0]?.reliability.find(
    ({ from, to, count }) => count > 0 && top.probability >= from && (top.probability < to || to >= 1),
  );
  if (bin) {
    sentences.push(
      t('result.sure.bin', {
        count: format.integer(bin.count),
        from: format.percent(bin.from, 0),
        to: format.percent(bin.to, 0),
        accuracy: format.percent(bin.accuracy, 0),
      }),
    );
  }
  return sentences;
}
