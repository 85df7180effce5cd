import { type ClassifiedImage, describeMap, type Explanation, type SlcError } from '@slc/domain';
import type { MessageKey } from '../locales/en.js';
import type { ClassLookup } from './class-words.js';
import type { PageContext } from './page-context.js';

/** The heat map in words, with what its check found; or why there is none. */
export function mapView(
  context: PageContext,
  { classification, explanationError }: ClassifiedImage,
  classOf: ClassLookup,
) {
  const { t } = context;
  const { explanation, assessment } = classification;
  if (!explanation) {
    const why = assessment.verdict === 'unusable' ? 'map.none.unusable' : whyNone(explanationError);
    return { holds: false, isShown: false, sentences: [t(why)], legend: null };
  }
  const described = describeMap(explanation);
  if (!described) {
    const name = classOf(explanation.class).name.text;
    return { holds: false, isShown: false, sentences: [t('map.empty', { class: name })], legend: null };
  }
  const { holds } = explanation.check;
  const strongest = t('map.strongest', {
    region: t(`map.region.${described.region}`),
    share: context.format.percent(described.share, 0),
  });
  const check = checkWords(context, { explanation, classification }, classOf);
  return {
    holds,
    isShown: true,
    sentences: holds ? [strongest, check, t('map.holds')] : [t('map.fails'), check, t('map.fails.common')],
    legend: t(holds ? 'map.legend' : 'map.legendGrey', { method: METHOD_NAMES[explanation.method] }),
  };
}

/** As the papers write them: the same in every language. */
const METHOD_NAMES = {
  'grad-cam': 'Grad-CAM',
  hirescam: 'HiResCAM',
  'score-cam': 'Score-CAM',
} as const satisfies Record<Explanation['method'], string>;

/** What the class's probability becomes without the strongest fifth, and without random ones. */
function checkWords(
  { t, format }: PageContext,
  {
    explanation: { class: id, check },
    classification: { predictions },
  }: Pick<ClassifiedImage, 'classification'> & { readonly explanation: Explanation },
  classOf: ClassLookup,
): string {
  const before = predictions.find((one) => one.class === id)?.probability ?? 0;
  // Rounding may leave the difference a little outside.
  const without = (drop: number) => format.percent(Math.min(1, Math.max(0, before - drop)), 0);
  return t('map.check', {
    class: classOf(id).name.text,
    before: format.percent(before, 0),
    after: without(check.drop),
    random: without(check.randomDrop),
  });
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
