import { join } from 'node:path';
import { describeForeignFile, SlcError } from '@slc/domain';
import { mapsPathOf } from '@slc/engine-onnx';
import {
  firstOf,
  isOnnx,
  normalisationOfOnnx,
  readFileHead,
  readFileMetadata,
  recipeFor,
  SCALINGS,
} from '@slc/models';
import {
  assertRuns,
  classMapsModel,
  classShares,
  classValue,
  dequantiseLast,
  ExternalFiles,
  findHead,
  type Message,
  Network,
  type OnnxFile,
  piecesOf,
  readHollow,
  readOnnxFile,
  readPictureInput,
  type Snapshot,
} from '@slc/onnx-file';
import type { LimitsWatch } from '../child-limits.js';
import type { CompileOrder, ModelDescription } from '../compile-protocol.js';
import { takeSnapshot } from '../snapshot.js';
import { writeChunks } from '../write-chunks.js';
import { describeNetwork, keptMetadata } from './describe-network.js';
import { type Examined, examineNetwork } from './examine-network.js';
import { settleBatch } from './settle-batch.js';
import { Trials } from './trials.js';

export interface OnnxWork {
  /** Of the file. */
  readonly own: Snapshot;
  readonly limits: LimitsWatch;
  /** Before onnxruntime runs anything of the file: from here on it may end this process. */
  readonly onTrial: () => Promise<void>;
}

/**
 * Brings an ONNX file to the form that engines open: rewritten to our input and outputs. What these are, and whether the network takes
 * more than one picture at a time, is found out by running it.
 *
 * @throws SlcError `invalid_model`, `unsupported_model`, in words that say what the file is and what to do
 */
export async function compileOnnxFile(
  order: CompileOrder,
  { own, limits, onTrial }: OnnxWork,
): Promise<ModelDescription> {
  assertFormat(order);
  const { outputPath, scratchDirectory } = order;
  await refuseForeign(own.path);
  const asRead = readOnnxFile(readHollow(own.path));
  assertRuns(asRead);
  const output = chooseOutput(asRead, order.read.output);
  const file = dequantiseLast(asRead, output);
  const external = openExternal(order, own);
  const network = new Network(file, (tensor) => external.read(tensor));
  const said = readFileMetadata(keptMetadata(file.metadata));
  const found = firstOf(said, order.bare?.found ?? {});
  const input = readPictureInput(network, order.read.size ?? found.size?.value ?? null);
  const head = findHead(network, classValue(network, output));
  const weights = network.weightsFor([head.logits]);
  external.expectWhole(weights);
  limits.allowNetwork(external.networkBytes);
  const normalisation = order.normalisation ?? {
    ...normalisationOfOnnx(input),
    ...recipeFor(input.layout, found)?.value,
    ...(order.bare?.scaling && SCALINGS[order.bare.scaling]),
  };
  const path = join(scratchDirectory, 'trial.onnx');
  const trials = new Trials({ network, weights, input, normalisation, external, path, limits });
  await onTrial();
  const examined = await examineNetwork(network, { head, input, trials });
  const batch = await settleBatch(network, { examined, trials });
  const compiledSha256 = await writeChunks(outputPath, trials.pieces(batch.variant));
  const maps = classMapsOf(network, examined);
  const mapsSha256 = maps && (await writeChunks(mapsPathOf(outputPath), piecesOf(maps)));
  const externalFiles = external.describe();
  const described = describeNetwork({ network, input, examined, batch, externalFiles, said });
  return { ...described, hasClassMaps: maps !== null, compiledSha256, mapsSha256 };
}

function openExternal({ weightsPath, scratchDirectory }: CompileOrder, own: Snapshot): ExternalFiles {
  let files = 0;
  return new ExternalFiles({
    modelPath: weightsPath,
    own,
    takeSnapshot(descriptor) {
      files += 1;
      return takeSnapshot(descriptor, join(scratchDirectory, `weights-${files}`));
    },
  });
}

/** Only onnxruntime runs the file as it is. */
function assertFormat({ format, quantisation }: CompileOrder): void {
  if (format === 'tfjs') {
    throw new SlcError('unsupported_model', 'an ONNX file: expected engine onnx, onnx-cuda or onnx-webgpu');
  }
  if (format !== 'onnx' || quantisation !== null) {
    throw new SlcError(
      'unsupported_model',
      'an ONNX file: it is computed in the precision that it was saved in',
    );
  }
}

/** What it is, where that is known: any bytes may begin a message of protobuf, whose fields have no order. */
async function refuseForeign(path: string): Promise<void> {
  const head = await readFileHead(path);
  const foreign = isOnnx(head) ? null : describeForeignFile(head);
  if (foreign !== null) throw new SlcError('invalid_model', `expected an ONNX file, got ${foreign}`);
}

function chooseOutput({ outputs }: OnnxFile, wanted: string | null): string {
  const names = outputs.map(({ name }) => name);
  const [only] = names;
  if (only === undefined)
    throw new SlcError('invalid_model', 'expected a network with an output, it has none');
  if (wanted === null && names.length > 1) {
    throw new SlcError(
      'unsupported_model',
      `expected a network with one output, it has ${names.length}: write a manifest that says which one gives the classes ("output": one of ${names.join(', ')})`,
      { openChoice: { of: 'output', names } },
    );
  }
  if (wanted !== null && !names.includes(wanted)) {
    throw new SlcError(
      'invalid_model',
      `model output: the manifest says ${wanted}, the file has ${names.join(', ')}`,
    );
  }
  return wanted ?? only;
}

/** @returns null for a network whose heat maps do not follow from its last weights */
function classMapsOf(network: Network, { map, classes }: Examined): Message | null {
  if (!map?.classWeights) return null;
  const sizes = { ...map, classes };
  const shares = classShares(map.classWeights, sizes, (name) => network.floatsOf(name));
  return shares && classMapsModel(shares, sizes);
}
