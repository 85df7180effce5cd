import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { availableCores, compiledSha256, type MeasuredInt8, measureQuantisation } from '@slc/classifier';
import { type Int8Manifest, type ModelManifest, SlcError, throwIfAborted } from '@slc/domain';
import { refitOutlierLimits } from '@slc/evaluation';
import { isOnnxFile, type LocatedModel, ONNX_INT8_ADVICE, type ResolvedModel } from '@slc/models';
import type { CollectedImages } from '../answering/collect-images.js';
import { recordedCommand } from '../given-command.js';
import { modelFiles } from '../model-files.js';
import { MANIFEST_FILE } from '../named-model.js';
import { obtainModel } from '../obtain-model.js';
import { readOwnImage } from '../own-images.js';
import { progressLine } from '../progress-line.js';
import type { Terminal } from '../terminal.js';
import { workInThread } from '../work-in-thread.js';
import { datasetName } from '../written-model/dataset-name.js';
import { pathFrom } from '../written-model/manifest-parts.js';
import { manifestText } from '../written-model/manifest-text.js';
import { OutputFolder } from '../written-model/output-folder.js';
import { type AnsweredAtFloat32, answerAtFloat32, answerAtInt8, type QuantizeInput } from './answer-both.js';
import { expectLoss } from './expect-loss.js';
import type { ImageToQuantize } from './images-to-quantize.js';
import { lossOrder } from './loss-order.js';
import type { LossOrder, MeasuredLoss } from './loss-protocol.js';
import { type Quantization, quantizationSummary } from './quantization-summary.js';
import { quantizedManifest, withRecipe } from './quantized-manifest.js';

/** File names are relative to the terminal's directory. */
export interface QuantizeOptions extends QuantizeInput {
  readonly out: string;
  /** Nothing is written where int8 loses more. */
  readonly maxLoss: number;
  /** What the manifest calls the data. */
  readonly name?: string;
}

/**
 * Answers at float32 → ranges and sensitive layers → answers at int8 → loss and fits → files. Nothing is left in the folder
 * unless all of it is.
 *
 * @throws SlcError `cancelled` when the signal aborts; as `OutputFolder.open`, `obtainModel`, `answerAtFloat32`,
 *   `measureQuantisation`, `answerAtInt8`, `workInThread` and `expectLoss`
 */
export async function quantize(
  options: QuantizeOptions,
  signal: AbortSignal,
  terminal: Terminal,
): Promise<Quantization> {
  const folder = resolve(terminal.directory, options.out);
  const { folder: ownFolder, manifest: ownManifest } = await modelFiles(options.model, terminal);
  const output = await OutputFolder.open(folder, { ownFolder, ownManifest, report: null });
  try {
    const model = await obtainModel(options.model, terminal, options);
    await assertKeras(model.weightsPath);
    const float32 = await answerAtFloat32(model, { ...options, signal }, terminal);
    const recipe = await measureRecipe(located(model, float32), { float32, signal }, terminal);
    const quantized = located(model, { manifest: withRecipe(float32.manifest, recipe) });
    const int8 = await answerAtInt8(quantized, { images: float32.images, signal }, terminal);
    const { order, notFitted } = lossOrder(float32, int8);
    const measured = await measureLoss(order, signal, terminal);
    expectLoss(measured.loss, options.maxLoss);
    const manifest = quantizedManifest(float32.manifest, {
      ...measured,
      recipe,
      sha256: await compiledSha256(quantized, { format: 'onnx', precision: 'int8', signal }),
      calibratedOn: calibratedOn(options, float32, terminal),
      outlierLimits: measured.fit && outlierLimits(float32, int8),
      weightsFile: pathFrom(folder, model.weightsPath),
      oldFolder: pathFrom(folder, quantized.folder),
    });
    throwIfAborted(signal);
    const { outliers } = float32.manifest;
    await output.complete({
      manifest: manifestText(manifest),
      outliers: outliers ? await readFile(join(quantized.folder, outliers.file)) : null,
    });
    const path = join(options.out, MANIFEST_FILE);
    return quantizationSummary({ float32, recipe, measured, notFitted, manifest, path });
  } finally {
    await output.discard();
  }
}

/** Ranges are measured of layers, and an ONNX file is served as it was saved. @throws SlcError `unsupported_model` */
async function assertKeras(weightsPath: string): Promise<void> {
  if (!(await isOnnxFile(weightsPath))) return;
  const message = `quantize: expected a Keras file, got an ONNX file: ${ONNX_INT8_ADVICE}`;
  throw new SlcError('unsupported_model', message);
}

/** A bare file has, from now on, the manifest that reading it gave. */
function located(model: ResolvedModel, { manifest }: { readonly manifest: ModelManifest }): LocatedModel {
  if (model.kind === 'manifest') return { ...model, manifest };
  const { weightsPath } = model;
  return { kind: 'manifest', manifest, folder: dirname(weightsPath), weightsPath };
}

async function measureRecipe(
  model: LocatedModel,
  { float32: { images }, signal }: { readonly float32: AnsweredAtFloat32; readonly signal: AbortSignal },
  terminal: Terminal,
): Promise<MeasuredInt8> {
  const progress = progressLine('quantize', terminal);
  try {
    return await measureQuantisation(model, {
      // Safe: images are asked for by their number.
      readImage: async (index) => await readOwnImage((images[index] as ImageToQuantize).path),
      images: images.length,
      threads: availableCores(),
      onStep: ({ share, what }) => progress.show(share, what),
      signal,
    });
  } finally {
    progress.end();
  }
}

async function measureLoss(order: LossOrder, signal: AbortSignal, terminal: Terminal): Promise<MeasuredLoss> {
  const module = new URL('./loss-thread.js', import.meta.url);
  const work = { module, order, name: 'quantize', doing: 'while it measured the loss' };
  return await workInThread<MeasuredLoss>(work, signal, terminal);
}

function outlierLimits(
  float32: AnsweredAtFloat32,
  int8: Pick<CollectedImages<ImageToQuantize>, 'outlierScores'>,
) {
  const { outliers } = float32.manifest;
  if (!outliers || !float32.outlierScores || !int8.outlierScores) return null;
  const { unusableFrom } = outliers;
  return refitOutlierLimits({ before: float32.outlierScores, after: int8.outlierScores, unusableFrom });
}

function calibratedOn(
  options: QuantizeOptions,
  { manifest, images, groups, tableSha256 }: AnsweredAtFloat32,
  terminal: Terminal,
): NonNullable<Int8Manifest['calibratedOn']> {
  const dataPath = resolve(terminal.directory, options.data);
  return {
    dataset: datasetName(manifest, { name: options.name, dataPath, tableSha256 }),
    images: images.length,
    groups: new Set(groups).size,
    sha256: tableSha256,
    command: recordedCommand('slc quantize', options),
  };
}
