import { statSync } from 'node:fs';
import { describeForeignFile, SlcError } from '@slc/domain';
import { mapsPathOf } from '@slc/engine-onnx';
import {
  digestFile,
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
  ExternalFiles,
  findHead,
  Network,
  type OnnxFile,
  piecesOf,
  readHollow,
  readOnnxFile,
  readPictureInput,
} from '@slc/onnx-file';
import { LimitsWatch } from '../child-limits.js';
import type { CompileOrder, ModelDescription } from '../compile-protocol.js';
import { writeChunks } from '../write-chunks.js';
import { describeNetwork, keptMetadata } from './describe-network.js';
import { type Examined, examineNetwork } from './examine-network.js';
import { settleBatch } from './settle-batch.js';
import { Trials } from './trials.js';

/**
 * Brings an ONNX file to the form that engines open: rewritten to our input and outputs. What these are, and whether the network takes
 * more than one picture at a time, is found out by running it.
 *
 * @throws SlcError `invalid_model`, `unsupported_model`, in words that say what the file is and what to do
 */
export async function compileOnnxFile(order: CompileOrder): Promise<ModelDescription> {
  assertFormat(order);
  const { weightsPath, outputPath } = order;
  await assertOnnx(weightsPath);
  const limits = await LimitsWatch.start(order.limits, statSync(weightsPath).size);
  const file = readOnnxFile(readHollow(weightsPath));
  assertRuns(file);
  const external = new ExternalFiles(file.initializers.values(), weightsPath);
  const network = new Network(file, (tensor) => external.read(tensor));
  limits.allowNetwork(external.networkBytes);
  const said = readFileMetadata(keptMetadata(file.metadata));
  const found = firstOf(said, order.bare?.found ?? {});
  const input = readPictureInput(network, order.read.size ?? found.size?.value ?? null);
  const head = findHead(network, chooseOutput(file, order.read.output));
  const path = outputPath.replace(/\.onnx$/, '.trial');
  const normalisation = order.normalisation ?? {
    ...normalisationOfOnnx(input),
    ...recipeFor(input.layout, found)?.value,
    ...(order.bare?.scaling && SCALINGS[order.bare.scaling]),
  };
  const trials = new Trials({ network, input, normalisation, external, path, limits });
  try {
    const examined = await examineNetwork(network, { head, input, trials });
    const batch = await settleBatch(network, { examined, trials });
    const compiledSha256 = await writeChunks(outputPath, trials.write(batch.variant));
    const shares = sharesOf(network, examined);
    const mapsSha256 = shares && (await writeMaps(mapsPathOf(outputPath), shares, examined));
    const externalFiles = await external.describe((filePath) => digestFile(filePath));
    const described = describeNetwork({ network, input, head, examined, batch, externalFiles, said });
    return { ...described, hasClassMaps: shares !== null, compiledSha256, mapsSha256 };
  } finally {
    await trials.close();
  }
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

async function assertOnnx(path: string): Promise<void> {
  const head = await readFileHead(path);
  if (isOnnx(head)) return;
  const foreign = describeForeignFile(head) ?? 'something else';
  throw new SlcError('invalid_model', `expected an ONNX file, got ${foreign}`);
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

function sharesOf(network: Network, { map, classes }: Examined): Float32Array | null {
  if (!map?.classWeights) return null;
  return classShares(map.classWeights, { ...map, classes }, (name) => network.floatsOf(name));
}

async function writeMaps(
  path: string,
  shares: Float32Array,
  { map, classes }: Examined,
): Promise<string | null> {
  if (!map) return null;
  return await writeChunks(path, piecesOf(classMapsModel(shares, { ...map, classes })));
}
