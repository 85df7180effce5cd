import {
  type ClassEvaluation,
  type ClassifiedImage,
  type Evaluation,
  type ModelInfo,
  type ModelManifest,
  type ModelRef,
  type ModelState,
  SlcError,
} from '@slc/domain';
import type { ClassifyResponse } from './generated/classifier/v1/ClassifyResponse.js';
import type { ClassifyStreamResponse } from './generated/classifier/v1/ClassifyStreamResponse.js';
import type { GetModelInfoResponse } from './generated/classifier/v1/GetModelInfoResponse.js';
import type {
  _classifier_v1_ModelManifest_ClassEvaluation as ClassEvaluationMessage,
  _classifier_v1_ModelManifest_Evaluation as EvaluationMessage,
  ModelManifest as ModelManifestMessage,
  _classifier_v1_ModelManifest_Translation as TranslationMessage,
} from './generated/classifier/v1/ModelManifest.js';
import type { ModelRef as ModelRefMessage } from './generated/classifier/v1/ModelRef.js';
import type { ModelState as ModelStateMessage } from './generated/classifier/v1/ModelState.js';

/** What is `null` in the domain is absent from the message. */
export function toClassifyResponse({ classification, preview }: ClassifiedImage): ClassifyResponse {
  return {
    top_class: classification.topClass,
    predictions: classification.predictions.map((prediction) => ({ ...prediction })),
    temperature: classification.temperature,
    model: toModelRefMessage(classification.model),
    engine: classification.engine,
    timings_ms: { ...classification.timingsMs },
    notice: classification.notice,
    image: { ...classification.image },
    ...present({ preview }),
  };
}

/** @param outcome an error's cause and retry advice stay here: an image of a stream is never refused for overload */
export function toClassifyStreamResponse(
  id: string,
  outcome: ClassifiedImage | SlcError,
): ClassifyStreamResponse {
  if (!(outcome instanceof SlcError)) return { id, answer: toClassifyResponse(outcome) };
  return { id, error: { code: outcome.code, message: outcome.message } };
}

export function toGetModelInfoResponse(info: ModelInfo): GetModelInfoResponse {
  return {
    state: toStateMessage(info.state),
    model: info.model && toModelRefMessage(info.model),
    ...present({ engine: info.engine }),
    manifest: info.manifest && toManifestMessage(info.manifest),
  };
}

function toStateMessage({ phase, reason, bytesDone, bytesTotal }: ModelState): ModelStateMessage {
  return { phase, reason, ...present({ bytes_done: bytesDone, bytes_total: bytesTotal }) };
}

function toModelRefMessage({ standIn, ...same }: ModelRef): ModelRefMessage {
  return { ...same, stand_in: standIn };
}

function toManifestMessage(manifest: ModelManifest): ModelManifestMessage {
  const { source, architecture, temperature, training, licence } = manifest;
  return {
    id: manifest.id,
    name: manifest.name,
    summary: manifest.summary,
    stand_in: manifest.standIn,
    source: {
      kind: source.kind,
      file: source.file,
      revision: source.revision,
      ...present({
        size_bytes: source.sizeBytes,
        sha256: source.sha256,
        repo: source.kind === 'hub' ? source.repo : null,
      }),
    },
    architecture: { name: architecture.name, ...present({ parameters: architecture.parameters }) },
    input: { ...manifest.input },
    preprocessing: { ...manifest.preprocessing },
    labels: manifest.labels.map(({ id }) => id),
    temperature: { value: temperature.value, ...present({ fitted_on: temperature.fittedOn }) },
    training: training && {
      dataset: training.dataset,
      procedure: training.procedure,
      class_counts: [...(training.classCounts ?? [])],
      ...present({ images: training.images, split_by: training.splitBy }),
    },
    evaluations: manifest.evaluations.map(toEvaluationMessage),
    licence: {
      spdx: licence.spdx,
      non_commercial: licence.nonCommercial,
      attribution: licence.attribution,
    },
    caveats: [...manifest.caveats],
    translations: Object.entries(manifest.translations).map(([language, texts]) =>
      toTranslation(language, texts),
    ),
    golden_logits: manifest.goldenLogits.map(({ input, logits }) => ({ input, logits: [...logits] })),
  };
}

function toTranslation(language: string, texts: ModelManifest['translations'][string]): TranslationMessage {
  return {
    language,
    name: texts.name,
    summary: texts.summary,
    evaluation_datasets: [...texts.evaluationDatasets],
    attribution: texts.attribution,
    caveats: [...texts.caveats],
    ...present({
      fitted_on: texts.fittedOn,
      training_dataset: texts.trainingDataset,
      procedure: texts.procedure,
    }),
  };
}

function toEvaluationMessage(evaluation: Evaluation): EvaluationMessage {
  return {
    dataset: evaluation.dataset,
    images: evaluation.images,
    accuracy: evaluation.accuracy,
    accuracy95: evaluation.accuracy95,
    ...present({
      split_by: evaluation.splitBy,
      balanced_accuracy: evaluation.balancedAccuracy,
      macro_f1: evaluation.macroF1,
      nll: evaluation.nll,
      nll_before_temperature: evaluation.nllBeforeTemperature,
      ece: evaluation.ece,
      ece_before_temperature: evaluation.eceBeforeTemperature,
      malignant_roc_auc: evaluation.malignantRocAuc,
    }),
    per_class: evaluation.perClass.map(toClassEvaluationMessage),
    confusion_matrix: (evaluation.confusionMatrix ?? []).map((counts) => ({ counts: [...counts] })),
    reliability: evaluation.reliability.map((bin) => ({ ...bin })),
  };
}

function toClassEvaluationMessage({ rocAuc, ...same }: ClassEvaluation): ClassEvaluationMessage {
  return { ...same, ...present({ roc_auc: rocAuc }) };
}

/** The fields that are known. */
function present<Fields extends object>(
  fields: Fields,
): { [Name in keyof Fields]?: Exclude<Fields[Name], null> } {
  const known = Object.entries(fields).filter(([, value]) => value !== null);
  // Safe: the same fields without those that are null.
  return Object.fromEntries(known) as { [Name in keyof Fields]?: Exclude<Fields[Name], null> };
}
