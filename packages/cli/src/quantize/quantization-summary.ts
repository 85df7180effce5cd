import type { Classifier, MeasuredInt8 } from '@slc/classifier';
import type { ModelManifest } from '@slc/domain';
import type { LeftOut, PrecisionLoss } from '@slc/evaluation';
import type { FailedImage } from '../answering/collect-images.js';
import type { AnsweredAtFloat32 } from './answer-both.js';
import type { MeasuredLoss } from './loss-protocol.js';

/** What `--json` writes. */
export interface Quantization {
  readonly model: Classifier['model'];
  readonly engine: Classifier['engine'];
  readonly images: number;
  readonly groups: number;
  readonly isLabelled: boolean;
  readonly failed: readonly FailedImage[];
  readonly leftOut: readonly LeftOut[];
  /** Layers that int8 can compute, and those of them that stay float. */
  readonly layers: { readonly int8: number; readonly float: readonly string[] };
  /** How ranges were chosen, and the mean divergence from float32's answers, in nats: with each way, and in the end. */
  readonly ranges: Pick<MeasuredInt8, 'method' | 'divergences' | 'divergence'>;
  /** What int8 loses: falls and rises above 0, with the paired 95 % interval. Null what cannot be measured without labels. */
  readonly loss: PrecisionLoss;
  readonly temperature: { readonly float32: number; readonly int8: number };
  /** What was fitted to int8's answers. */
  readonly fitted: readonly ('temperature' | 'prediction sets' | 'outlier limits')[];
  /** Why the rest is float32's, one sentence; null where all is fitted. */
  readonly notFitted: string | null;
  /** Path of what was written. */
  readonly manifest: string;
}

export interface QuantizationRun {
  readonly float32: AnsweredAtFloat32;
  readonly recipe: MeasuredInt8;
  readonly measured: MeasuredLoss;
  readonly notFitted: string | null;
  /** The new one, and its path. */
  readonly manifest: ModelManifest;
  readonly path: string;
}

export function quantizationSummary({
  float32,
  recipe,
  measured: { loss, fit },
  notFitted,
  manifest,
  path,
}: QuantizationRun): Quantization {
  const { model, engine, images, groups, isLabelled, failed, leftOut } = float32;
  const { method, divergences, divergence, float, layers } = recipe;
  const { int8 } = manifest.precisions ?? {};
  return {
    ...{ model, engine, images: images.length, groups: new Set(groups).size, isLabelled, failed, leftOut },
    layers: { int8: layers - float.length, float },
    ranges: { method, divergences, divergence },
    loss,
    temperature: {
      float32: manifest.temperature.value,
      int8: int8?.temperature.value ?? manifest.temperature.value,
    },
    fitted: [
      ...(fit?.isTemperatureFitted ? (['temperature'] as const) : []),
      ...(fit ? (['prediction sets'] as const) : []),
      ...(int8?.outliers ? (['outlier limits'] as const) : []),
    ],
    notFitted,
    manifest: path,
  };
}
