import { EXPLANATION_METHODS, type ExplanationMethod, type Guess, type ModelManifest } from '@slc/domain';
import type { ResolvedModel } from '@slc/models';
import type { ModelDescription } from './compile-protocol.js';
import { type OpenedModel, openModel } from './open-model.js';

/** What `slc model inspect` prints, for any number of classes. */
export interface ModelInspection {
  readonly manifest: ModelManifest;
  /** What of the manifest is a guess; empty where nothing is. */
  readonly guessed: readonly Guess[];
  /** Names the model: `modelDigest`. */
  readonly sha256: string;
  /** Hex digest of the main file; the same where it is the only one. */
  readonly mainSha256: string;
  readonly input: { readonly height: number; readonly width: number; readonly channels: number };
  readonly outputClasses: number;
  readonly finalActivation: string;
  /** What the network's first layers say: they scale pixels themselves, or only make sense of 0..1; null for nothing. */
  readonly ownScaling: 'pixels' | 'unit' | null;
  readonly parameters: number;
  /** Length of what the head reads after pooling; null where the network has no such vector. */
  readonly embedding: number | null;
  /** Size of the heat maps; null where the network has none. */
  readonly heatMap: { readonly height: number; readonly width: number } | null;
  /** How heat maps can be made of it. */
  readonly explanations: readonly ExplanationMethod[];
  /** Number of layers by Keras class, or of operators by ONNX's names. */
  readonly layers: Readonly<Record<string, number>>;
  /** What was found beside a bare ONNX file, or inside it. */
  readonly found: OpenedModel['found'];
  /** Of an ONNX file; null for Keras's. */
  readonly onnx: ModelDescription['onnx'];
}

/**
 * Reads a model file without serving it. That compiles it to ONNX in the cache, as for serving.
 *
 * @throws SlcError as `openModel`
 */
export async function inspectModel(model: ResolvedModel, signal?: AbortSignal): Promise<ModelInspection> {
  const { manifest, sha256, mainSha256, description, found } = await openModel(model, {
    format: 'onnx',
    precision: 'float32',
    signal,
  });
  const [height, width, channels] = description.inputShape;
  return {
    manifest,
    guessed: manifest.guessed ?? [],
    sha256,
    mainSha256,
    input: { height, width, channels },
    outputClasses: description.classes,
    finalActivation: description.finalActivation,
    ownScaling: description.ownScaling,
    parameters: description.parameters,
    embedding: description.embeddingLength,
    heatMap: description.mapSize,
    explanations: explanationsOf(description),
    layers: description.layerCounts,
    found,
    onnx: description.onnx,
  };
}

/** Score-CAM needs the last spatial activations alone, the others the head's derivative too. */
function explanationsOf({ mapSize, hasClassMaps }: ModelDescription): readonly ExplanationMethod[] {
  if (mapSize === null) return [];
  return EXPLANATION_METHODS.filter((method) => method === 'score-cam' || hasClassMaps);
}
