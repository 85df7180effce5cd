import {
  type ClassEvaluation,
  type ClassifiedImage,
  ERROR_CODES,
  type Evaluation,
  IMAGE_FORMAT_IDS,
  KNOWN_CLASSES,
  MODEL_PHASES,
  type ModelInfo,
  type ModelManifest,
  type ModelRef,
  type ModelSource,
  SlcError,
  unknownClass,
} from '@slc/domain';
import type { ClassifyResponse__Output as ClassifyResponse } from './generated/classifier/v1/ClassifyResponse.js';
import type { ClassifyStreamResponse__Output as ClassifyStreamResponse } from './generated/classifier/v1/ClassifyStreamResponse.js';
import type { GetModelInfoResponse__Output as GetModelInfoResponse } from './generated/classifier/v1/GetModelInfoResponse.js';
import type {
  _classifier_v1_ModelManifest_ClassEvaluation__Output as ClassEvaluationMessage,
  _classifier_v1_ModelManifest_Evaluation__Output as EvaluationMessage,
  ModelManifest__Output as ModelManifestMessage,
  _classifier_v1_ModelManifest_Source__Output as SourceMessage,
  _classifier_v1_ModelManifest_Translation__Output as TranslationMessage,
} from './generated/classifier/v1/ModelManifest.js';
import type { ModelRef__Output as ModelRefMessage } from './generated/classifier/v1/ModelRef.js';

/**
 * What is absent from the message is `null` in the domain.
 *
 * @throws SlcError `internal` when the worker's answer lacks a part or uses a word that the contract does not know
 */
export function fromClassifyResponse(message: ClassifyResponse): ClassifiedImage {
  const image = part(message.image, 'image');
  return {
    classification: {
      topClass: message.top_class,
      predictions: message.predictions.map((prediction) => ({
        class: prediction.class,
        probability: prediction.probability,
        logit: prediction.logit,
      })),
      temperature: message.temperature,
      model: fromModelRefMessage(part(message.model, 'model')),
      engine: message.engine,
      image: { ...image, format: word(image.format, IMAGE_FORMAT_IDS, 'image.format') },
      timingsMs: part(message.timings_ms, 'timings_ms'),
      notice: message.notice,
    },
    preview: message.preview.length === 0 ? null : message.preview,
  };
}

/** @throws SlcError `internal`, as above */
export function fromClassifyStreamResponse({ id, answer, error }: ClassifyStreamResponse): StreamOutcome {
  if (answer) return { id, classified: fromClassifyResponse(answer) };
  const { code, message } = part(error ?? null, 'outcome');
  return { id, error: new SlcError(word(code, ERROR_CODES, 'error.code'), message) };
}

/** What became of one image of a stream: it was classified, or why not. */
export type StreamOutcome =
  | { readonly id: string; readonly classified: ClassifiedImage; readonly error?: never }
  | { readonly id: string; readonly classified?: never; readonly error: SlcError };

/** @throws SlcError `internal`, as above */
export function fromGetModelInfoResponse(message: GetModelInfoResponse): ModelInfo {
  const state = part(message.state, 'state');
  return {
    state: {
      phase: word(state.phase, MODEL_PHASES, 'state.phase'),
      reason: state.reason,
      bytesDone: state.bytes_done ?? null,
      bytesTotal: state.bytes_total ?? null,
    },
    model: message.model && fromModelRefMessage(message.model),
    engine: message.engine === '' ? null : message.engine,
    manifest: message.manifest && fromManifestMessage(message.manifest),
  };
}

function fromModelRefMessage({ stand_in, ...same }: ModelRefMessage): ModelRef {
  return { ...same, standIn: stand_in };
}

function fromManifestMessage(message: ModelManifestMessage): ModelManifest {
  const source = part(message.source, 'manifest.source');
  const architecture = part(message.architecture, 'manifest.architecture');
  const preprocessing = part(message.preprocessing, 'manifest.preprocessing');
  const temperature = part(message.temperature, 'manifest.temperature');
  const licence = part(message.licence, 'manifest.licence');
  const { training } = message;
  return {
    id: message.id,
    name: message.name,
    summary: message.summary,
    standIn: message.stand_in,
    source: fromSourceMessage(source),
    architecture: { name: architecture.name, parameters: architecture.parameters ?? null },
    input: part(message.input, 'manifest.input'),
    preprocessing: {
      crop: word(preprocessing.crop, ['none', 'centre-square'], 'manifest.preprocessing.crop'),
      resize: word(
        preprocessing.resize,
        ['nearest', 'bilinear-antialiased'],
        'manifest.preprocessing.resize',
      ),
      scale: preprocessing.scale,
      offset: preprocessing.offset,
    },
    labels: message.labels.map(
      (label, index) => KNOWN_CLASSES.get(label) ?? { ...unknownClass(index), id: label, name: label },
    ),
    temperature: { value: temperature.value, fittedOn: temperature.fitted_on ?? null },
    training: training && {
      dataset: training.dataset,
      images: training.images ?? null,
      splitBy: splitBy(training.split_by, 'manifest.training.split_by'),
      procedure: training.procedure,
      classCounts: training.class_counts.length > 0 ? training.class_counts : null,
    },
    evaluations: message.evaluations.map(fromEvaluationMessage),
    licence: {
      spdx: licence.spdx,
      nonCommercial: licence.non_commercial,
      attribution: licence.attribution,
    },
    caveats: message.caveats,
    translations: Object.fromEntries(
      message.translations.map((texts) => [texts.language, fromTranslation(texts)]),
    ),
    goldenLogits: message.golden_logits.map(({ input, logits }) => ({
      input: word(input, ['gradient', 'disc'], 'manifest.golden_logits.input'),
      logits,
    })),
  };
}

function fromTranslation(message: TranslationMessage): ModelManifest['translations'][string] {
  return {
    name: message.name,
    summary: message.summary,
    fittedOn: message.fitted_on ?? null,
    trainingDataset: message.training_dataset ?? null,
    procedure: message.procedure ?? null,
    evaluationDatasets: message.evaluation_datasets,
    attribution: message.attribution,
    caveats: message.caveats,
  };
}

function fromSourceMessage(message: SourceMessage): ModelSource {
  const { file, revision } = message;
  const sizeBytes = message.size_bytes ?? null;
  const sha256 = message.sha256 ?? null;
  const kind = word(message.kind, ['bundled', 'file', 'hub'], 'manifest.source.kind');
  if (kind !== 'hub') return { kind, file, revision, sizeBytes, sha256 };
  const repo = part(message.repo ?? null, 'manifest.source.repo');
  return { kind, repo, file, revision, sizeBytes, sha256 };
}

function fromEvaluationMessage(message: EvaluationMessage): Evaluation {
  const { confusion_matrix: rows } = message;
  return {
    dataset: message.dataset,
    images: message.images,
    splitBy: splitBy(message.split_by, 'manifest.evaluations.split_by'),
    accuracy: message.accuracy,
    accuracy95: message.accuracy95,
    balancedAccuracy: message.balanced_accuracy ?? null,
    macroF1: message.macro_f1 ?? null,
    nll: message.nll ?? null,
    nllBeforeTemperature: message.nll_before_temperature ?? null,
    ece: message.ece ?? null,
    eceBeforeTemperature: message.ece_before_temperature ?? null,
    malignantRocAuc: message.malignant_roc_auc ?? null,
    perClass: message.per_class.map(fromClassEvaluationMessage),
    confusionMatrix: rows.length === 0 ? null : rows.map(({ counts }) => counts),
    reliability: message.reliability,
  };
}

function fromClassEvaluationMessage({ roc_auc, ...message }: ClassEvaluationMessage): ClassEvaluation {
  return {
    ...message,
    class: message.class,
    recall95: part(message.recall95, 'manifest.evaluations.per_class.recall95'),
    rocAuc: roc_auc ?? null,
  };
}

function splitBy(value: string | undefined, field: string): 'lesion' | 'image' | null {
  return value === undefined ? null : word(value, ['lesion', 'image'], field);
}

/** A sub-message that the contract always sends. */
function part<T>(value: T | null, field: string): T {
  if (value !== null) return value;
  throw new SlcError('internal', `The worker's answer: expected ${field}, got none.`);
}

function word<const T extends string>(value: string, words: readonly T[], field: string): T {
  const known = words.find((candidate) => candidate === value);
  if (known !== undefined) return known;
  throw new SlcError(
    'internal',
    `The worker's answer: expected ${field} to be one of ${words.join(', ')}, got ${JSON.stringify(value)}.`,
  );
}
