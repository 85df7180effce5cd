import { basename, dirname } from 'node:path';
import { type Found, type ModelManifest, manifestAt, type Precision, SlcError } from '@slc/domain';
import {
  type BareFile,
  bareFileManifest,
  findBeside,
  firstOf,
  int8OfModel,
  isOnnxFile,
  modelDigest,
  type ResolvedModel,
  SCALINGS,
  verifyModel,
  verifyWeights,
} from '@slc/models';
import { openCacheDirectory } from './cache-directory.js';
import { type CompiledModel, type CompileOptions, compileModel } from './compile-model.js';
import type { ReadChoices } from './compile-protocol.js';
import type { CompiledFormat } from './compiled-format.js';

/** A model whose file was verified and compiled, and whose manifest agrees with it. */
export interface OpenedModel extends CompiledModel {
  /** Of the network at its precision. */
  readonly manifest: ModelManifest;
  /** Names the model: `modelDigest`. */
  readonly sha256: string;
  /** Hex digest of the main file. */
  readonly mainSha256: string;
  /** What was found beside a bare ONNX file, or inside it. */
  readonly found: Found;
}

const UNKNOWN_SOURCE = { sizeBytes: null, sha256: null };

export interface OpenModelOptions {
  readonly format: CompiledFormat;
  readonly precision: Precision;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Verifies the weights, compiles them (or finds them in the cache) and compares the result with the manifest.
 *
 * @throws SlcError `not_found`, `invalid_model`, `unsupported_model`, `cancelled`; `invalid_request` for labels of a bare file
 *   that are not as many as its classes, and for int8 without measured ranges
 */
export async function openModel(
  model: ResolvedModel,
  { format, precision, signal }: OpenModelOptions,
): Promise<OpenedModel> {
  const mainSha256 =
    model.kind === 'manifest'
      ? await verifyModel(model, signal)
      : await verifyWeights(UNKNOWN_SOURCE, model.weightsPath, signal);
  const beside = await besideOf(model);
  const compiled = await compileModel({
    weightsPath: model.weightsPath,
    sha256: mainSha256,
    ...normalisingOf(model, beside),
    read: readChoicesOf(model),
    quantisation: precision === 'int8' ? await quantisationOf(model) : null,
    format,
    cacheDirectory: await openCacheDirectory(),
    signal,
  }).catch((error: unknown) => {
    throw namingFile(error, basename(model.weightsPath));
  });
  const found = firstOf(compiled.description.onnx?.said ?? {}, beside ?? {});
  const described =
    model.kind === 'manifest' ? model.manifest : describeBareFile(model, mainSha256, { ...compiled, found });
  const manifest = withChannels(manifestAt(described, precision), compiled.description);
  assertAgrees(manifest, compiled.description);
  assertVerified(manifest.source, compiled.description);
  const { externalFiles = [] } = compiled.description.onnx ?? {};
  const sha256 = modelDigest({ file: basename(model.weightsPath), sha256: mainSha256 }, externalFiles);
  return { ...compiled, manifest, sha256, mainSha256, found };
}

/** What is wrong with a file, with its name: a command may read several. */
function namingFile(error: unknown, file: string): unknown {
  if (!(error instanceof SlcError)) return error;
  const { code, message, cause, openChoice } = error;
  if (code !== 'invalid_model' && code !== 'unsupported_model') return error;
  return new SlcError(code, `${file}: ${message}`, { cause, openChoice });
}

/** @throws SlcError as `int8OfModel` */
async function quantisationOf(model: ResolvedModel): Promise<CompileOptions['quantisation']> {
  const { ranges, float } = await int8OfModel(model);
  return { ranges, float };
}

export function readChoicesOf(model: ResolvedModel): ReadChoices {
  const { size = null, output = null } =
    model.kind === 'manifest' ? { ...model.manifest, size: model.manifest.input } : model;
  return { size, output };
}

/** Null where it depends on what reading the file shows. */
export function normalisationOf(model: ResolvedModel): CompileOptions['normalisation'] {
  if (model.kind === 'manifest') return model.manifest.preprocessing;
  return model.scaling === undefined ? null : SCALINGS[model.scaling];
}

/** What lies beside an ONNX file that has no manifest; null for any other model. */
async function besideOf(model: ResolvedModel): Promise<Found | null> {
  const isOnnx = model.kind === 'bare-file' && (await isOnnxFile(model.weightsPath));
  return isOnnx ? await findBeside(dirname(model.weightsPath)) : null;
}

/** Of an ONNX file without a manifest its own metadata have a word too, which are not known before it is read. */
function normalisingOf(model: ResolvedModel, beside: Found | null) {
  if (model.kind === 'manifest' || beside === null) {
    return { normalisation: normalisationOf(model), bare: null };
  }
  return { normalisation: null, bare: { found: beside, scaling: model.scaling ?? null } };
}

interface CompiledBareFile extends Pick<CompiledModel, 'description'> {
  readonly found: Found;
}

function describeBareFile(
  model: BareFile,
  sha256: string,
  { description, found }: CompiledBareFile,
): ModelManifest {
  const [height, width, channels] = description.inputShape;
  const { parameters, classes, ownScaling } = description;
  const onnx = description.onnx && { layout: description.onnx.input.layout, channels };
  const { weightsPath } = model;
  const input = { height, width };
  const facts = { weightsPath, sha256, input, parameters, classes, ownScaling, onnx, found };
  const { externalFiles } = description.onnx ?? {};
  return bareFileManifest({ ...facts, externalFiles }, model);
}

/** A manifest need not say that the pictures of a network of one channel are grey. */
function withChannels(manifest: ModelManifest, { inputShape }: CompiledModel['description']): ModelManifest {
  const { preprocessing } = manifest;
  if (inputShape[2] !== 1 || preprocessing.channels !== undefined) return manifest;
  return { ...manifest, preprocessing: { ...preprocessing, channels: 'grey' } };
}

/** A further file may have become another one between its verification and its reading. */
function assertVerified({ files }: ModelManifest['source'], { onnx }: CompiledModel['description']): void {
  const verified = files && new Set(files.map(({ sha256 }) => sha256));
  const other = onnx?.externalFiles.find(({ sha256 }) => verified?.has(sha256) === false);
  if (!other) return;
  const expected = "expected one of the further files with the manifest's sha256 (source.files)";
  throw new SlcError('invalid_model', `${other.file}: ${expected}, what was read of it has ${other.sha256}`);
}

function assertAgrees(manifest: ModelManifest, description: CompiledModel['description']): void {
  const [height, width] = description.inputShape;
  if (height !== manifest.input.height || width !== manifest.input.width) {
    const expected = `${manifest.input.height} x ${manifest.input.width}`;
    throw new SlcError(
      'invalid_model',
      `model input: the manifest says ${expected}, the file ${height} x ${width}`,
    );
  }
  const { scale, offset, standardise } = manifest.preprocessing;
  const isAsTheyCome =
    [scale].flat().every((each) => each === 1) &&
    [offset].flat().every((each) => each === 0) &&
    standardise === undefined;
  if (description.takesWholeNumbers && !isAsTheyCome) {
    const got = standardise
      ? `the manifest standardises each ${standardise}`
      : `the manifest's scale is ${scale} and its offset ${offset}`;
    throw new SlcError(
      'invalid_model',
      `model input: the network takes whole numbers, pixels of 0 to 255 as they are (scale 1, offset 0), ${got}`,
    );
  }
  const { parameters } = manifest.architecture;
  if (parameters !== null && parameters !== description.parameters) {
    throw new SlcError(
      'invalid_model',
      `model parameters: the manifest says ${parameters}, the file has ${description.parameters}`,
    );
  }
}
