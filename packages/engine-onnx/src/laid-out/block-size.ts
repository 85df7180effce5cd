import { readFile } from 'node:fs/promises';
import { ELEMENT_TYPE, floatTensor, onnxModel, piecesOf, readOnnxFile } from '@slc/onnx-file';
import { NCHWC } from './nchwc.js';

/** Of the widest block, so that it fills one and a half. */
const CHANNELS = 24;

/**
 * How many channels of a pixel onnxruntime keeps side by side on this machine: as many as a vector register has floats. It tells
 * nobody, so it is read from what it makes of a convolution of 24 channels, whose weights it fills up to whole blocks.
 *
 * @param optimise writes a model as onnxruntime lays it out, to the path that it returns
 * @returns null where onnxruntime has no blocked layout for the processor
 */
export async function readBlockSize(
  optimise: (model: Uint8Array) => Promise<string>,
): Promise<number | null> {
  const [input, output] = ['planes', 'filtered'];
  const kernel = { shape: [CHANNELS, 1, 3, 3], data: new Float32Array(CHANNELS * 9).fill(1) };
  const value = (name: string) => ({ name, elementType: ELEMENT_TYPE.float32, dimensions: null });
  const model = onnxModel({
    nodes: [
      { operator: 'Conv', name: output, inputs: [input, 'kernel'], attributes: { kernel_shape: [3, 3] } },
    ],
    initializers: [floatTensor('kernel', kernel)],
    inputs: [{ ...value(input), dimensions: [1, 1, 4, 4] }],
    outputs: [value(output)],
  });
  const { nodes, initializers } = readOnnxFile(
    await readFile(await optimise(Buffer.concat([...piecesOf(model)]))),
  );
  const convolution = nodes.find(({ operator, domain }) => operator === 'Conv' && domain === NCHWC);
  const channels = initializers.get(convolution?.inputs[1] ?? '')?.dimensions[0];
  return BLOCK_SIZES.find((size) => Math.ceil(CHANNELS / size) * size === channels) ?? null;
}

/** AVX-512 and Arm; AVX2. */
const BLOCK_SIZES = [16, 8];
