import { relative, sep } from 'node:path';
import type { ModelManifest, PredictionSetLimits } from '@slc/domain';
import type { FittedPredictionSets } from '@slc/evaluation';

/** As a manifest in this folder writes it. */
export function pathFrom(folder: string, path: string): string {
  return relative(folder, path).split(sep).join('/');
}

/** Where a model's weights are, for a manifest in another folder. @param weightsFile their path relative to that */
export function sourceAt(source: ModelManifest['source'], weightsFile: string): ModelManifest['source'] {
  if (source.kind === 'hub') return source;
  const liesBeside = !weightsFile.includes('/');
  return { ...source, kind: liesBeside ? source.kind : 'file', file: weightsFile };
}

export function storedPredictionSet(
  { coverage, threshold, classThresholds }: FittedPredictionSets,
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
