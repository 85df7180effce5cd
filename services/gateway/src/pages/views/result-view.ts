import { barPath } from '@slc/charts';
import type { Classification, ClassifiedImage, ModelInfo, ModelManifest, Prediction } from '@slc/domain';
import { isSameModel } from '../../worker/model-description.js';
import { assessmentView } from './assessment-view.js';
import { certaintyView } from './certainty-view.js';
import { classReliabilityView } from './class-reliability-view.js';
import { type ClassLookup, createClassLookup } from './class-words.js';
import { fold } from './fold.js';
import { licenceText, manifestWords } from './manifest-words.js';
import type { PageContext } from './page-context.js';

/** The answer to one image, in the order in which it should be read. */
export function resultView(
  context: PageContext,
  { classification, preview }: ClassifiedImage,
  { info, now }: { readonly info: ModelInfo | null; readonly now: Date },
) {
  const { t, format } = context;
  const { topClass, predictions, malignantProbability, model, image } = classification;
  // The worker may have replaced the model that answered before it was asked to describe it.
  const manifest = isSameModel(model, info?.model) ? (info?.manifest ?? null) : null;
  const classOf = createClassLookup(context, manifest);
  const top = classOf(topClass);
  const topProbability = format.percent(predictions[0]?.probability ?? 0);
  const count = format.count(predictions.length);
  return {
    title: t('result.titleOf', { class: top.name.text, probability: topProbability }),
    path: null,
    isStandIn: model.standIn,
    isStale: info?.model != null && !isSameModel(model, info.model),
    moment: t('result.moment', { moment: format.moment(now) }),
    momentIso: now.toISOString(),
    preview: preview ? `data:image/jpeg;base64,${Buffer.from(preview).toString('base64')}` : null,
    imageFacts: t('result.imageFacts', {
      format: image.format.toUpperCase(),
      width: format.integer(image.width),
      height: format.integer(image.height),
    }),
    looked: manifest && lookedAt(context, manifest),
    top: {
      ...top,
      probability: topProbability,
      label: t('result.top', { count }),
      sentence: t('result.topSentence', { class: top.name.text, probability: topProbability, count }),
      outside: t('result.topOutside', { count }),
    },
    assessment: assessmentView(context, classification.assessment, classOf),
    allClasses: predictions.length === 2 ? t('result.bothClasses') : t('result.all', { count }),
    classes: classRows(context, predictions, classOf),
    malignant: malignantProbability === undefined ? '' : format.percent(malignantProbability),
    sum: sumView(context, classification, classOf),
    certainty: certaintyView(context, predictions, { manifest, classOf }),
    wrong: classReliabilityView(context, top, manifest),
    model: answeringModel(context, classification, manifest),
    json: `data:application/json;charset=utf-8,${encodeURIComponent(JSON.stringify(classification, null, 2))}`,
  };
}

function classRows({ t, format }: PageContext, predictions: readonly Prediction[], classOf: ClassLookup) {
  const { shown, rest } = fold(
    predictions.map(({ class: id, probability, logit }) => ({
      ...classOf(id),
      probability,
      value: String(probability),
      percent: format.percent(probability),
      bar: barPath(probability),
      logit: format.decimal(logit, 3),
    })),
  );
  const described = shown.filter(({ texts }) => texts !== null);
  return {
    shown,
    rest: rest && {
      rows: rest,
      summary: t('result.rest', {
        count: format.count(rest.length),
        probability: format.percent(rest.reduce((sum, { probability }) => sum + probability, 0)),
      }),
    },
    described: described.length > 0 ? described : null,
  };
}

/** More ids than these would not be read. */
const IDS_NAMED = 10;

/** Null where the label set does not say which classes are malignant, and where the sum would repeat one class's figure. */
function sumView(
  { t, format }: PageContext,
  { predictions, malignantProbability }: Classification,
  classOf: ClassLookup,
) {
  const summed = predictions
    .map(({ class: id }) => classOf(id))
    .filter(({ malignancy }) => malignancy === 'malignant' || malignancy === 'pre-malignant');
  if (malignantProbability === undefined || summed.length < 2) return null;
  const hasPreMalignant = summed.some(({ malignancy }) => malignancy === 'pre-malignant');
  return {
    words: t(hasPreMalignant ? 'result.sum' : 'result.sumMalignant'),
    value: String(malignantProbability),
    percent: format.percent(malignantProbability),
    bar: barPath(malignantProbability),
    of:
      summed.length > IDS_NAMED
        ? t('result.sumOfMany', { count: format.count(summed.length) })
        : t('result.sumOf', {
            classes: summed
              .map(({ id }) => id)
              .toSorted()
              .join(', '),
          }),
  };
}

function answeringModel(
  context: PageContext,
  classification: Classification,
  manifest: ModelManifest | null,
) {
  const { t, format } = context;
  const { model, engine, temperature, timingsMs } = classification;
  const words = manifest && manifestWords(context, manifest);
  return {
    name: words?.name ?? { text: model.id, lang: null },
    version: t('result.model.version', { id: model.id, revision: model.revision }),
    sha256: model.sha256,
    temperature: format.number(temperature),
    timing: t('result.model.timing', {
      engine,
      total: format.integer(timingsMs.total),
      decode: format.integer(timingsMs.decode),
      inference: format.integer(timingsMs.inference),
    }),
    licence: manifest && licenceText(context, manifest),
    caveats: words?.caveats ?? [],
  };
}

function lookedAt({ t, format }: PageContext, { preprocessing, input }: ModelManifest): string {
  const size = { width: format.integer(input.width), height: format.integer(input.height) };
  return t(preprocessing.crop === 'centre-square' ? 'result.looked.crop' : 'result.looked.whole', size);
}
