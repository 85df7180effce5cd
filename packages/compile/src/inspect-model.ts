import type { Guess, ModelManifest } from '@slc/domain';
import type { ResolvedModel } from '@slc/models';
import { openModel } from './open-model.js';

/** What `slc model inspect` prints, for any number of classes. */
export interface ModelInspection {
  readonly manifest: ModelManifest;
  /** What of the manifest is a guess; empty where nothing is. */
  readonly guessed: readonly Guess[];
  readonly sha256: string;
  readonly input: { readonly height: number; readonly width: number; readonly channels: number };
  readonly outputClasses: number;
  readonly finalActivation: string;
  /** What the network's first layers say: they scale pixels themselves, or only make sense of 0..1; null for nothing. */
  readonly ownScaling: 'pixels' | 'unit' | null;
  readonly parameters: number;
  /** Size of the heat maps; null where the network has none. */
  readonly heatMap: { readonly height: number; readonly width: number } | null;
  /** Number of layers by Keras class. */
  readonly layers: Readonly<Record<string, number>>;
}

/**
 * Reads a model file without serving it. That compiles it to ONNX in the cache, as for serving.
 *
 * @throws SlcError as `openModel`
 */
export async function inspectModel(model: ResolvedModel, signal?: AbortSignal): Promise<ModelInspection> {
  const { manifest, sha256, description } = await openModel(model, {
    format: 'onnx',
    precision: 'float32',
    signal,
  });
  const [height, width, channels] = description.inputShape;
  return {
    manifest,
    guessed: manifest.guessed ?? [],
    sha256,
    input: { height, width, channels },
    outputClasses: description.classes,
    finalActivation: description.finalActivation,
    ownScaling: description.ownScaling,
    parameters: description.parameters,
    heatMap: description.hasClassMaps ? description.mapSize : null,
    layers: description.layerCounts,
  };
}
