import { SlcError } from '@slc/domain';
import {
  type InferParameters,
  invalidRequest,
  type OutputTensor,
  quoteName,
  type RequestedOutput,
} from '@slc/rpc';
import type { Answered } from '../report-answers.js';
import type { FoundModel } from './find-model.js';
import { type ModelOutput, modelOutputs } from './model-tensors.js';

/** Makes the tensors of an answer. */
export type MakeOutputs = (answers: readonly Answered[]) => readonly OutputTensor[];

/**
 * Which outputs a request wants, and in which form; known before any image is worked on.
 *
 * @param requested none: every output of the model
 * @throws SlcError `invalid_request` for an output that the model does not have, and for a form that the output does not have
 */
export function wantedOutputs(requested: readonly RequestedOutput[], model: FoundModel): MakeOutputs {
  const outputs = modelOutputs(model);
  const ids = model.classifier.manifest.labels.map(({ id }) => id);
  if (requested.length === 0) return (answers) => outputs.map((output) => output.tensor(answers));
  const makers = requested.map(({ name, parameters }) => {
    const output = outputs.find((each) => each.name === name);
    if (!output) {
      const names = outputs.map((each) => each.name).join(', ');
      throw invalidRequest('outputs', `some of ${names}`, quoteName(name));
    }
    const most = readClassification(parameters, output);
    if (most === null) return output.tensor;
    return (answers: readonly Answered[]) => topClasses(output.tensor(answers), ids, most);
  });
  return (answers) => makers.map((make) => make(answers));
}

/** @returns how many classes of each image are wanted as text; null where the numbers are */
function readClassification(parameters: InferParameters, { name, datatype }: ModelOutput): number | null {
  const most = parameters.get('classification');
  if (most === undefined) return null;
  if (datatype !== 'FP32') {
    throw invalidRequest(`output ${name}`, 'no classification, which is for numbers', 'one');
  }
  if (typeof most !== 'number' || !Number.isInteger(most) || most < 1) {
    const expected = 'classification as a number of classes from 1 on';
    throw invalidRequest(`output ${name}`, expected, quoteName(String(most)));
  }
  return most;
}

/** Triton's classification extension: of each image the largest numbers, as `value:index:label`. */
function topClasses(tensor: OutputTensor, ids: readonly string[], most: number): OutputTensor {
  if (tensor.datatype !== 'FP32') throw new SlcError('internal', `output ${tensor.name}: expected numbers`);
  const { name, shape, data } = tensor;
  const [images = 0] = shape;
  const kept = Math.min(most, ids.length);
  const lines = Array.from({ length: images }, (_, image) => {
    const numbers = data.subarray(image * ids.length, (image + 1) * ids.length);
    const order = [...numbers.keys()].sort((a, b) => (numbers[b] ?? 0) - (numbers[a] ?? 0));
    return order.slice(0, kept).map((index) => `${numbers[index]?.toFixed(6)}:${index}:${ids[index]}`);
  });
  return {
    name,
    datatype: 'BYTES',
    shape: [images, kept],
    data: lines.flat().map((line) => Buffer.from(line)),
  };
}
