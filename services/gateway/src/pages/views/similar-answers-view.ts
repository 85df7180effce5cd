import { type Assessment, type Classification, type ModelManifest, wilsonOrNull } from '@slc/domain';
import type { PageContext } from './page-context.js';
import { verdictRecord } from './verdict-record.js';

/**
 * How often the model was right in such a case: with this verdict, and with its plausible classes. Only a clear answer is
 * also compared with all of about its probability: most of those had nothing against them, which another lacks.
 */
export function similarAnswersView(
  context: PageContext,
  { predictions, assessment }: Pick<Classification, 'predictions' | 'assessment'>,
  manifest: ModelManifest | null,
): readonly string[] {
  const [top] = predictions;
  if (!top || !manifest) return [];
  const sentences = [
    ofVerdict(context, assessment, manifest),
    assessment.verdict === 'clear' ? likeThis(context, top.probability, manifest) : null,
    assessment.predictionSet && setsCovered(context, manifest),
  ];
  return sentences.filter((sentence) => sentence !== null);
}

/**
 * That the counts of the manifest's evaluations are not int8's: they are float32's, and `precisions.int8.loss` says how int8's
 * differ. Null for an answer at another precision.
 */
export function countedAtFloat32(
  { t }: PageContext,
  { precision }: Classification['model'],
  manifest: ModelManifest | null,
): string | null {
  if (precision !== 'int8' || !manifest?.precisions?.int8 || manifest.evaluations.length === 0) return null;
  return t('result.right.atFloat32');
}

function ofVerdict(context: PageContext, { verdict }: Assessment, manifest: ModelManifest): string {
  const { t } = context;
  const word = { verdict: t(`assessment.${verdict}`) };
  const record = verdictRecord(context, manifest, verdict);
  return record ? t('result.right.verdict', { ...word, ...record }) : t('result.right.verdictUnknown', word);
}

function likeThis({ t, format }: PageContext, probability: number, manifest: ModelManifest): string | null {
  const bin = manifest.evaluations[0]?.reliability.find(
    ({ from, to, count }) => count > 0 && probability >= from && (probability < to || to >= 1),
  );
  if (!bin) return null;
  return t('result.right.bin', {
    count: format.integer(bin.count),
    from: format.percent(bin.from, 0),
    to: format.percent(bin.to, 0),
    accuracy: format.percent(bin.accuracy, 0),
  });
}

function setsCovered({ t, format }: PageContext, { predictionSet }: ModelManifest): string | null {
  const heldOut = predictionSet?.heldOut;
  const got = heldOut && wilsonOrNull(heldOut.covered, heldOut.images);
  if (!got) return null;
  return t('result.right.sets', {
    images: format.integer(heldOut.images),
    got: format.percent(got.value, 0),
    low: format.percent(got.low, 0),
    high: format.percent(got.high, 0),
  });
}
