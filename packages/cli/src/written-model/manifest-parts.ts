import { posix, relative, sep } from 'node:path';
import {
  type ModelManifest,
  type PredictionSetLimits,
  pathBesideMain,
  type SetThresholds,
} from '@slc/domain';

/** As a manifest in this folder writes it. */
export function pathFrom(folder: string, path: string): string {
  return relative(folder, path).split(sep).join('/');
}

/** Where a model's weights are, for a manifest in another folder. @param weightsFile their path relative to that */
export function sourceAt(source: ModelManifest['source'], weightsFile: string): ModelManifest['source'] {
  if (source.kind === 'hub') return source;
  const liesBeside = !weightsFile.includes('/');
  const { files } = source;
  const moved = files?.map((each) => {
    const beside = pathBesideMain(source.file, each.file) ?? each.file;
    return { ...each, file: posix.join(posix.dirname(weightsFile), beside) };
  });
  return {
    ...source,
    kind: liesBeside ? source.kind : 'file',
    file: weightsFile,
    ...(moved && { files: moved }),
  };
}

/** Where the images of golden answers are, for a manifest in another folder. @param oldFolder the former one, relative to that */
export function goldenAnswersAt(
  { goldenAnswers }: Pick<ModelManifest, 'goldenAnswers'>,
  oldFolder: string,
): Pick<ModelManifest, 'goldenAnswers'> {
  const moved = goldenAnswers?.map((each) => ({ ...each, file: posix.join(oldFolder, each.file) }));
  return moved ? { goldenAnswers: moved } : {};
}

export function storedPredictionSet(
  { coverage, threshold, classThresholds }: SetThresholds,
  heldOut: PredictionSetLimits['heldOut'],
): PredictionSetLimits {
  return {
    coverage,
    threshold: asThreshold(threshold),
    classThresholds: Object.fromEntries(
      Object.entries(classThresholds).map(([id, limit]) => [id, asThreshold(limit)]),
    ),
    heldOut,
  };
}

/** At most 1, as a probability. */
function asThreshold(limit: number): number {
  return Math.min(1, roundedUp(limit, 6));
}

/** Upwards, so that the image which set a limit stays within it. */
export function roundedUp(limit: number, digits: number): number {
  return Math.ceil(limit * 10 ** digits) / 10 ** digits;
}
