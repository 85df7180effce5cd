import { type ClassifiedImage, KNOWN_CLASSES, type ModelInfo, type ModelManifest } from '@slc/domain';
import { isSameModel } from '../../worker/same-model.js';
import { barPath } from '../charts/bar.js';
import type { MessageKey } from '../locales/en.js';
import { certaintyView } from './certainty-view.js';
import { classReliabilityView } from './class-reliability-view.js';
import { licenceText, manifestWords } from './manifest-words.js';
import type { PageContext } from './page-context.js';

/** The answer to one image, in the order in which it should be read. */
export function resultView(
  context: PageContext,
  { classification, preview }: ClassifiedImage,
  info: ModelInfo | null,
  now: Date,
) {
  const { t, format, prefix } = context;
  const { topClass, predictions, model, image, timingsMs, engine } = classification;
  // Another model may have taken the place of the one that answered, before its description was asked for.
  const manifest = isSameModel(model, info?.model) ? (info?.manifest ?? null) : null;
  const isStale = info?.model != null && !isSameModel(model, info.model);
  const className = (id: string) => t(`class.${id}.name` as MessageKey);
  const summed = predictions.filter((prediction) => malignancyOf(prediction.class) !== 'benign');
  const malignant = summed.reduce((sum, { probability }) => sum + probability, 0);
  const topProbability = format.percent(predictions[0]?.probability ?? 0);
  return {
    title: t('result.titleOf', { class: className(topClass), probability: topProbability }),
    path: null,
    prefix,
    isStandIn: model.standIn,
    isStale,
    moment: t('result.moment', { moment: format.moment(now) }),
    momentIso: now.toISOString(),
    preview: preview ? `data:image/jpeg;base64,${Buffer.from(preview).toString('base64')}` : null,
    imageFacts: t('result.imageFacts', {
      format: image.format.toUpperCase(),
      width: format.integer(image.width),
      height: format.integer(image.height),
    }),
    looked: manifest ? lookedAt(context, manifest) : null,
    topId: topClass,
    topName: className(topClass),
    topMalignancy: malignancyOf(topClass),
    topMalignancyName: t(`malignancy.${malignancyOf(topClass)}` as MessageKey),
    topProbability,
    topSentence: t('result.topSentence', { class: className(topClass), probability: topProbability }),
    rows: predictions.map(({ class: id, probability, logit }) => ({
      id,
      name: className(id),
      malignancy: malignancyOf(id),
      malignancyName: t(`malignancy.${malignancyOf(id)}` as MessageKey),
      value: String(probability),
      percent: format.percent(probability),
      bar: barPath(probability),
      logit: format.decimal(logit, 3),
      description: t(`class.${id}.description` as MessageKey),
      meaning: t(`class.${id}.meaning` as MessageKey),
    })),
    sum: {
      value: String(malignant),
      percent: format.percent(malignant),
      bar: barPath(malignant),
      of: t('result.sumOf', {
        classes: summed
          .map(({ class: id }) => id)
          .toSorted()
          .join(', '),
      }),
    },
    certainty: certaintyView(context, predictions, manifest),
    wrong: classReliabilityView(context, topClass, manifest),
    model: {
      name: manifest ? manifestWords(context, manifest).name : { text: model.id, lang: null },
      version: t('result.model.version', { id: model.id, revision: model.revision }),
      sha256: model.sha256,
      temperature: format.number(classification.temperature),
      timing: t('result.model.timing', {
        engine,
        total: format.integer(timingsMs.total),
        decode: format.integer(timingsMs.decode),
        inference: format.integer(timingsMs.inference),
      }),
      licence: manifest && licenceText(context, manifest),
      caveats: manifest ? manifestWords(context, manifest).caveats : [],
    },
    json: `data:application/json;charset=utf-8,${encodeURIComponent(JSON.stringify(classification, null, 2))}`,
  };
}

function malignancyOf(id: string) {
  return KNOWN_CLASSES.get(id)?.malignancy ?? 'benign';
}

function lookedAt({ t, format }: PageContext, { preprocessing, input }: ModelManifest): string {
  const size = { width: format.integer(input.width), height: format.integer(input.height) };
  return t(preprocessing.crop === 'centre-square' ? 'result.looked.crop' : 'result.looked.whole', size);
}
