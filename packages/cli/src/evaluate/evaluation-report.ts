import { basename } from 'node:path';
import { type Locale, throwIfAborted } from '@slc/domain';
import type { EvaluationFigures } from '@slc/evaluation';
import {
  type ReportInput,
  type ReportMistake,
  type ReportModel,
  worstMistakes,
} from '@slc/evaluation/report';
import { decodeImage, makePreview } from '@slc/image';
import { givenCommand } from '../given-command.js';
import { OWN_IMAGE_LIMITS, readOwnImage } from '../own-images.js';
import { MOST_MISTAKES, reportRun } from '../report-parts.js';
import type { AnsweredImages, LabelledImagesOptions } from './answer-labelled-images.js';
import type { PairedModels } from './compare-models.js';

/** What the command was asked for. */
export interface ReportOptions extends Omit<LabelledImagesOptions, 'name'> {
  readonly compare?: string;
  readonly prevalence?: number;
  readonly report?: string;
  readonly language: Locale;
  readonly thumbnails?: boolean;
}

export interface EvaluationParts {
  readonly figures: EvaluationFigures;
  readonly first: AnsweredImages;
  readonly second: AnsweredImages | null;
  /** Null without a second model. */
  readonly paired: PairedModels | null;
  readonly signal: AbortSignal;
}

/** In pixels. */
const THUMBNAIL_SIDE = 256;

/**
 * What a report of an evaluation says.
 *
 * @throws SlcError `cancelled` when the signal aborts
 */
export async function evaluationReport(
  options: ReportOptions,
  { figures, first, second, paired, signal }: EvaluationParts,
): Promise<ReportInput> {
  const { data, failed, leftOut } = first;
  const { shard } = options;
  return {
    language: options.language,
    model: reportModel(first),
    data: { source: basename(data.source), failed, leftOut, ...(shard && { shard }) },
    figures,
    mistakes: await reportMistakes(first, { withThumbnails: options.thumbnails === true, signal }),
    ...(second &&
      paired && {
        comparison: { ...paired, second: reportModel(second), secondFailed: second.failed },
      }),
    run: reportRun(givenCommand('slc evaluate', options)),
  };
}

function reportModel({ manifest, model, engine, seenInCalibration }: AnsweredImages): ReportModel {
  return { manifest, sha256: model.sha256, engine, precision: model.precision, seenInCalibration };
}

async function reportMistakes(
  { answers, images, manifest }: AnsweredImages,
  { withThumbnails, signal }: { withThumbnails: boolean; signal: AbortSignal },
): Promise<ReportMistake[]> {
  const mistakes: ReportMistake[] = [];
  const temperature = manifest.temperature.value;
  for (const { image, ...mistake } of worstMistakes(answers, { temperature, most: MOST_MISTAKES })) {
    throwIfAborted(signal);
    const { file = '', path = '' } = images[image] ?? {};
    const thumbnail = withThumbnails ? await thumbnailOf(path, signal) : undefined;
    mistakes.push({ ...mistake, file, thumbnail });
  }
  return mistakes;
}

/** A JPEG as a `data:` address. */
async function thumbnailOf(path: string, signal: AbortSignal): Promise<string> {
  const { imageLimitBytes: maxBytes, imageLimitPixels: maxPixels } = OWN_IMAGE_LIMITS;
  const pixels = await decodeImage(await readOwnImage(path), { maxBytes, maxPixels }, { signal });
  const jpeg = await makePreview(pixels, THUMBNAIL_SIDE);
  return `data:image/jpeg;base64,${Buffer.from(jpeg).toString('base64')}`;
}
