import { barPath } from '@slc/charts';
import {
  type Classification,
  type ClassifiedImage,
  LANGUAGES,
  type ModelInfo,
  type ModelManifest,
  type Prediction,
} from '@slc/domain';
import { isSameModel } from '../../worker/model-description.js';
import { assessmentView, plausibleOf } from './assessment-view.js';
import { classReliabilityView } from './class-reliability-view.js';
import { type ClassLookup, createClassLookup } from './class-words.js';
import { fold } from './fold.js';
import { guessWords } from './guess-words.js';
import { malignancyView } from './malignancy-view.js';
import { licenceText, manifestWords } from './manifest-words.js';
import { mapView } from './map-view.js';
import { measuredView } from './measured-view.js';
import type { PageContext } from './page-context.js';
import { pictureView } from './picture-view.js';
import { countedAtFloat32, similarAnswersView } from './similar-answers-view.js';

export interface ResultOptions {
  readonly info: ModelInfo | null;
  readonly now: Date;
  /** One of the examples, which are no pictures of patients. */
  readonly isDrawing: boolean;
}

/** The answer to one image, in the order in which it should be read. */
export function resultView(
  context: PageContext,
  classified: ClassifiedImage,
  { info, now, isDrawing }: ResultOptions,
) {
  const { t, format, locale } = context;
  const { classification } = classified;
  const { topClass, predictions, model } = classification;
  // The worker may have replaced the model that answered before it was asked to describe it.
  const manifest = isSameModel(model, info?.model) ? (info?.manifest ?? null) : null;
  const classOf = createClassLookup(context, manifest);
  const top = classOf(topClass);
  const count = format.count(predictions.length);
  const assessment = assessmentView(context, classification, { classOf, isDrawing });
  return {
    title: assessment.outcome,
    path: null,
    isDrawing,
    guesses: guessWords(context, model.guessed),
    isStandIn: model.standIn,
    isStale: info?.model != null && !isSameModel(model, info.model),
    moment: format.moment(now),
    momentIso: now.toISOString(),
    /** Of dates: a script writes the moment anew, in the device's zone. */
    formatTag: LANGUAGES[locale].formatTag,
    assessment,
    forLists: listCells(context, classification, top.name.text),
    classIds: classIdsOf(classification, manifest).join(' '),
    malignancy: malignancyView(context, classification, classOf),
    picture: pictureView(context, classified, manifest),
    map: mapView(context, classified, { classOf, manifest }),
    measured: measuredView(context, classification.assessment),
    allClasses: predictions.length === 2 ? t('result.bothClasses') : t('result.all', { count }),
    classes: classRows(context, predictions, classOf),
    described: describedClasses(classification, classOf),
    right: {
      similar: similarAnswersView(context, classification, manifest),
      ofClass: classReliabilityView(context, top, manifest),
      atFloat32: countedAtFloat32(context, model, manifest),
    },
    outside: t('result.topOutside', { count }),
    model: answeringModel(context, classification, manifest),
    json: `data:application/json;charset=utf-8,${encodeURIComponent(JSON.stringify(classification, null, 2))}`,
  };
}

/** What lists of several images show of this one: no class where the picture cannot be judged. */
function listCells({ format }: PageContext, classification: Classification, topName: string) {
  const { assessment, predictions, malignantProbability } = classification;
  if (assessment.verdict === 'unusable') return { className: '', probability: '', malignant: '' };
  return {
    className: topName,
    probability: format.percent(predictions[0]?.probability ?? 0, 0),
    malignant: malignantProbability === undefined ? '' : format.percent(malignantProbability, 0),
  };
}

/** In the order of the manifest, as tables of answers have them. While that is not known, `c2` comes before `c10`. */
function classIdsOf({ predictions }: Classification, manifest: ModelManifest | null): readonly string[] {
  if (manifest) return manifest.labels.map(({ id }) => id);
  const byId = new Intl.Collator('en', { numeric: true }).compare;
  return predictions.map(({ class: id }) => id).sort(byId);
}

function classRows({ t, format }: PageContext, predictions: readonly Prediction[], classOf: ClassLookup) {
  const rows = predictions.map(({ class: id, probability, logit }) => ({
    ...classOf(id),
    probability,
    value: String(probability),
    percent: format.percent(probability, 0),
    exact: format.percent(probability, 2),
    bar: barPath(probability),
    logit: format.decimal(logit, 3),
  }));
  const { shown, rest } = fold(rows);
  return {
    all: rows,
    shown,
    rest: rest && {
      rows: rest,
      summary: t('result.rest', {
        count: format.count(rest.length),
        probability: format.percent(
          rest.reduce((sum, { probability }) => sum + probability, 0),
          0,
        ),
      }),
    },
  };
}

/** What the plausible classes are, and behind a fold the others that have a description. */
function describedClasses({ assessment, predictions }: Classification, classOf: ClassLookup) {
  const plausible = new Set(plausibleOf(assessment, predictions).map(({ class: id }) => id));
  const described = predictions.map(({ class: id }) => classOf(id)).filter(({ texts }) => texts !== null);
  const others = fold(described.filter(({ id }) => !plausible.has(id))).shown;
  return {
    named: described.filter(({ id }) => plausible.has(id)),
    others: others.length > 0 ? others : null,
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
    precision: t(`precision.${model.precision}`),
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
