import {
  type ClassEvaluation,
  type ClassifiedImage,
  isMalignantOrPreMalignant,
  LESION_CLASSES,
  type ModelInfo,
  type ModelManifest,
  type SlcError,
} from '@slc/domain';
import { HTTP_FACES } from './http-status.js';
import type { Samples } from './samples.js';

/** What the views show: finished strings. No view computes, no HTML stands here. */

export function homePage(info: ModelInfo | null, samples: Samples, uploadLimitBytes: number) {
  return {
    title: 'Classify a dermoscopic image',
    limit: `${Math.floor(uploadLimitBytes / 1024 / 1024)} MiB`,
    banner: banner(info),
    modelName: info?.manifest?.name ?? null,
    samples: [...samples.values()].map(({ file, description, image }) => ({
      file,
      description,
      image: dataUri(image, file.endsWith('.png') ? 'image/png' : 'image/jpeg'),
    })),
  };
}

export function resultPage({ classification, preview }: ClassifiedImage, manifest: ModelManifest | null) {
  const { topClass, predictions, model, image, timingsMs } = classification;
  const top = LESION_CLASSES[topClass];
  const [evaluation] = manifest?.evaluations ?? [];
  const malignant = predictions
    .filter((prediction) => isMalignantOrPreMalignant(prediction.class))
    .reduce((sum, { probability }) => sum + probability, 0);
  return {
    title: 'Result',
    preview: preview ? dataUri(preview, 'image/jpeg') : null,
    image: `${image.format.toUpperCase()}, ${image.width} × ${image.height} pixels`,
    topName: top.name,
    topId: top.id,
    topProbability: percent(predictions[0]?.probability ?? 0),
    malignantProbability: percent(malignant),
    rows: predictions.map(({ class: id, probability, logit }) => ({
      id,
      name: LESION_CLASSES[id].name,
      malignancy: LESION_CLASSES[id].malignancy,
      value: String(probability),
      percent: percent(probability),
      barWidth: (probability * 100).toFixed(2),
      logit: logit.toFixed(3),
      description: LESION_CLASSES[id].description,
      meaning: LESION_CLASSES[id].meaning,
    })),
    howOftenRight: recallSentence(
      evaluation?.perClass.find((row) => row.class === topClass),
      top.name,
      evaluation?.dataset,
    ),
    model,
    modelName: manifest?.name ?? model.id,
    licence: manifest ? licence(manifest) : null,
    caveats: manifest?.caveats ?? [],
    temperature: String(classification.temperature),
    engine: classification.engine,
    timing: `${timingsMs.total.toFixed(0)} ms, of which ${timingsMs.decode.toFixed(0)} ms decoding and ${timingsMs.inference.toFixed(0)} ms inference`,
    notice: classification.notice,
  };
}

export function modelInfoPage(info: ModelInfo) {
  const { manifest } = info;
  return {
    title: 'About the model',
    banner: banner(info),
    manifest: manifest && {
      ...manifest,
      parameters: manifest.architecture.parameters?.toLocaleString('en') ?? 'not known',
      preprocessingSteps: preprocessingSteps(manifest),
      temperatureNote: manifest.temperature.fittedOn,
      labels: manifest.labels.map((id) => ({
        id,
        name: LESION_CLASSES[id].name,
        malignancy: LESION_CLASSES[id].malignancy,
      })),
      training: manifest.training && {
        ...manifest.training,
        images: manifest.training.images?.toLocaleString('en') ?? 'not known',
        split: split(manifest.training.splitBy),
      },
      evaluations: manifest.evaluations.map((evaluation) => ({
        dataset: evaluation.dataset,
        images: evaluation.images.toLocaleString('en'),
        split: split(evaluation.splitBy),
        figures: [
          ['Accuracy', withInterval(evaluation.accuracy, evaluation.accuracy95)],
          ['Balanced accuracy (mean recall)', fixed(evaluation.balancedAccuracy)],
          ['Macro F1', fixed(evaluation.macroF1)],
          ['Expected calibration error', beforeAfter(evaluation.eceBeforeTemperature, evaluation.ece)],
          ['Negative log-likelihood', beforeAfter(evaluation.nllBeforeTemperature, evaluation.nll)],
          ['ROC AUC of malignant and pre-malignant together', fixed(evaluation.malignantRocAuc)],
        ].map(([name, value]) => ({ name, value })),
        rows: evaluation.perClass.map((row) => ({
          id: row.class,
          precision: fixed(row.precision, 2),
          recall: `${fixed(row.recall, 2)} (${fixed(row.recall95.low, 2)} to ${fixed(row.recall95.high, 2)})`,
          f1: fixed(row.f1, 2),
          support: String(row.support),
          rocAuc: fixed(row.rocAuc),
        })),
        confusion:
          evaluation.confusionMatrix?.map((counts, i) => ({ id: manifest.labels[i], counts })) ?? null,
        confusionLabels: manifest.labels,
      })),
      licence: licence(manifest),
      attribution: manifest.licence.attribution,
    },
    model: info.model,
    engine: info.engine,
  };
}

export function errorPage(error: SlcError) {
  const { status, title, advice } = HTTP_FACES[error.code];
  return { title, status: String(status), code: error.code, detail: error.message, advice };
}

/** Said above everything else where the answer is not, or will not be, the full model's. */
function banner(info: ModelInfo | null): string | null {
  if (!info) return 'The model cannot be reached right now. Images cannot be classified at the moment.';
  if (info.state.phase !== 'ready') return `Images cannot be classified at the moment. ${info.state.reason}`;
  const { reason } = info.state;
  if (info.model?.standIn) {
    const words =
      'The compact model is answering. It is a small stand-in for education and tests, and less accurate than a full model.';
    return reason === '' ? words : `${words} ${reason}`;
  }
  return reason === '' ? null : reason;
}

function recallSentence(
  row: ClassEvaluation | undefined,
  name: string,
  dataset: string | undefined,
): string | null {
  if (!row || !dataset) return null;
  const of100 = (fraction: number) => Math.round(fraction * 100);
  return `Of 100 images of the class “${name}” in its test (${dataset}, ${row.support} images of this class) this model recognised about ${of100(row.recall)} (95 % interval ${of100(row.recall95.low)} to ${of100(row.recall95.high)}). When it named this class, it was right about ${of100(row.precision)} times in 100.`;
}

function preprocessingSteps({ preprocessing, input }: ModelManifest): string[] {
  const size = `${input.width} × ${input.height} pixels`;
  const { scale, offset } = preprocessing;
  return [
    preprocessing.crop === 'centre-square'
      ? 'The largest square in the middle of the image is cut out.'
      : 'The whole image is taken.',
    preprocessing.resize === 'nearest'
      ? `It is squeezed to ${size}, each pixel taken from its nearest neighbour; the aspect ratio is not kept.`
      : `It is scaled to ${size} with antialiased bilinear interpolation.`,
    scale === 1 && offset === 0
      ? 'The values 0 to 255 go into the network as they are.'
      : `Each value v from 0 to 255 becomes v × ${scale.toPrecision(6)} ${offset < 0 ? '−' : '+'} ${Math.abs(offset)}.`,
  ];
}

function licence({ licence: { spdx, nonCommercial } }: ModelManifest): string {
  return nonCommercial ? `${spdx} (non-commercial use only)` : spdx;
}

function split(by: 'lesion' | 'image' | null): string {
  if (by === 'lesion') return 'by lesion: no lesion stands on both sides';
  if (by === 'image')
    return 'by image: images of one lesion may stand on both sides, so its figures are optimistic';
  return 'not known';
}

function percent(fraction: number): string {
  return `${(fraction * 100).toFixed(1)} %`;
}

function fixed(value: number | null, digits = 3): string {
  return value === null ? 'not known' : value.toFixed(digits);
}

function withInterval(value: number, interval: { low: number; high: number } | null): string {
  return interval
    ? `${fixed(value)} (95 % interval ${fixed(interval.low)} to ${fixed(interval.high)})`
    : fixed(value);
}

function beforeAfter(before: number | null, after: number | null): string {
  return before === null ? fixed(after) : `${fixed(after)} (before temperature scaling ${fixed(before)})`;
}

function dataUri(bytes: Uint8Array, type: string): string {
  return `data:${type};base64,${Buffer.from(bytes).toString('base64')}`;
}
