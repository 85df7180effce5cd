import {
  type ClassifiedImage,
  describeMap,
  EXPLANATION_METHOD_NAMES,
  type Explanation,
  type ModelManifest,
  type SlcError,
} from '@slc/domain';
import type { MessageKey } from '../locales/en.js';
import type { ClassLookup } from './class-words.js';
import type { PageContext } from './page-context.js';
import { showsSquare } from './picture-view.js';

/** The heat map in words, with what its check found; or why there is none. */
export function mapView(
  context: PageContext,
  { classification, explanationError }: ClassifiedImage,
  { classOf, manifest }: { readonly classOf: ClassLookup; readonly manifest: ModelManifest | null },
) {
  const { t } = context;
  const of = t(showsSquare(manifest) ? 'map.ofSquare' : 'map.ofWhole');
  const { explanation, assessment } = classification;
  if (!explanation) {
    const why = assessment.verdict === 'unusable' ? 'map.none.unusable' : whyNone(explanationError);
    return { holds: false, isShown: false, sentences: [t(why)], legend: null };
  }
  const described = describeMap(explanation);
  if (!described) {
    const empty = t('map.empty', { class: classOf(explanation.class).inSentence, of });
    const oneOutput = manifest?.labels.length === 2 ? [t('map.empty.oneOutput')] : [];
    return { holds: false, isShown: false, sentences: [empty, ...oneOutput], legend: null };
  }
  const { holds } = explanation.check;
  const strongest = t('map.strongest', {
    region: t(`map.region.${described.region}`),
    share: context.format.percent(described.share, 0),
    of,
  });
  const name = classOf(explanation.class).inSentence;
  const check = checkWords(context, { explanation, classification }, { class: name, of });
  return {
    holds,
    isShown: true,
    sentences: holds ? [strongest, check, t('map.holds')] : [t('map.fails'), check, t('map.fails.common')],
    legend: t(holds ? 'map.legend' : 'map.legendGrey', {
      method: EXPLANATION_METHOD_NAMES[explanation.method],
    }),
  };
}

/** What the class's probability becomes without the strongest fifth, and without random ones. */
function checkWords(
  { t, format }: PageContext,
  {
    explanation: { class: id, check },
    classification: { predictions },
  }: Pick<ClassifiedImage, 'classification'> & { readonly explanation: Explanation },
  words: { readonly class: string; readonly of: string },
): string {
  const probability = predictions.find((one) => one.class === id)?.probability ?? 0;
  // Rounding may leave the difference a little outside.
  const without = (drop: number) => format.percent(Math.min(1, Math.max(0, probability - drop)), 0);
  const before = format.percent(probability, 0);
  const [after, random] = [without(check.drop), without(check.randomDrop)];
  // "From <1% to <1%, to <1%" tells nothing: of many classes, each may have less than a per cent.
  if (after === before && random === before) return t('map.check.same', { ...words, before });
  return t('map.check', { ...words, before, after, random });
}

function whyNone(error: SlcError | undefined): MessageKey {
  switch (error?.code) {
    // Several images were sent together: the page asked for none.
    case undefined:
      return 'map.none.several';
    case 'overloaded':
      return 'map.none.busy';
    case 'deadline_exceeded':
      return 'map.none.late';
    case 'invalid_request':
    case 'unsupported_model':
      return 'map.none.model';
    default:
      return 'map.none.engine';
  }
}
