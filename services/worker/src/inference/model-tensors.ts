import type { Classifier } from '@slc/classifier';
import type { Prediction } from '@slc/domain';
import type { ConfiguredTensor, ModelConfig, ModelMetadata, OutputTensor } from '@slc/rpc';
import type { Answered } from '../report-answers.js';
import { type FoundModel, MODEL_VERSION } from './find-model.js';

/** An output of a model: what metadata says of it, and its elements for the answers of one call. */
export interface ModelOutput extends Pick<ConfiguredTensor, 'name' | 'datatype' | 'dims'> {
  /** Its elements for all answers, one after the other: `dims` of them for each. */
  tensor(answers: readonly Answered[]): OutputTensor;
}

/** Pixels come with the size that the network takes; an image is a whole file of any size. */
export function modelInput({ kind, classifier: { manifest } }: FoundModel): ConfiguredTensor {
  if (kind === 'image') return { name: 'image', datatype: 'BYTES', dims: [], isPicture: false };
  const { height, width } = manifest.input;
  return { name: 'pixels', datatype: 'UINT8', dims: [height, width, 3], isPicture: true };
}

/**
 * The outputs, in the order in which they are answered. Of pixels there is one, as the protocol's image clients expect.
 * Classes are in the order of the model's labels.
 */
export function modelOutputs({ kind, classifier: { manifest } }: FoundModel): readonly ModelOutput[] {
  const ids = manifest.labels.map(({ id }) => id);
  const outputs = [numbersOf('probabilities', 'probability', ids)];
  if (kind === 'pixels') return outputs;
  outputs.push(
    numbersOf('logits', 'logit', ids),
    wordsOf('class', ({ topClass }) => topClass),
  );
  // Only a model whose sets were measured has them.
  if (manifest.predictionSet) outputs.push(predictionSets(ids));
  outputs.push(wordsOf('verdict', ({ assessment }) => assessment?.verdict ?? ''));
  return outputs;
}

function numbersOf(name: string, figure: 'probability' | 'logit', ids: readonly string[]): ModelOutput {
  const dims = [ids.length];
  return {
    name,
    datatype: 'FP32',
    dims,
    tensor: (answers) => ({
      name,
      datatype: 'FP32',
      shape: [answers.length, ...dims],
      data: Float32Array.from(answers.flatMap(({ predictions }) => inOrder(predictions, figure, ids))),
    }),
  };
}

function inOrder(
  predictions: readonly Prediction[],
  figure: 'probability' | 'logit',
  ids: readonly string[],
): readonly number[] {
  const byClass = new Map(predictions.map((prediction) => [prediction.class, prediction[figure]]));
  return ids.map((id) => byClass.get(id) ?? Number.NaN);
}

function wordsOf(name: string, word: (answer: Answered) => string): ModelOutput {
  return {
    name,
    datatype: 'BYTES',
    dims: [],
    tensor: (answers) => ({
      name,
      datatype: 'BYTES',
      shape: [answers.length],
      data: answers.map((answer) => Buffer.from(word(answer))),
    }),
  };
}

function predictionSets(ids: readonly string[]): ModelOutput {
  const name = 'prediction_set';
  const dims = [ids.length];
  const setOf = ({ assessment }: Answered) => {
    const members = new Set(assessment?.predictionSet?.classes);
    return ids.map((id) => members.has(id));
  };
  return {
    name,
    datatype: 'BOOL',
    dims,
    tensor: (answers) => ({
      name,
      datatype: 'BOOL',
      shape: [answers.length, ...dims],
      data: answers.flatMap(setOf),
    }),
  };
}

export function describeModel(model: FoundModel): ModelMetadata {
  const describe = ({ name, datatype, dims }: Omit<ConfiguredTensor, 'isPicture'>) => ({
    name,
    datatype,
    shape: [-1, ...dims],
  });
  return {
    name: model.name,
    versions: [MODEL_VERSION],
    platform: platformOf(model.classifier),
    inputs: [describe(modelInput(model))],
    outputs: modelOutputs(model).map(describe),
  };
}

/** @param maxBatchSize images that one call may have */
export function configureModel(model: FoundModel, maxBatchSize: number): ModelConfig {
  // A configuration has no tensors without dimensions.
  const withDims = <T extends { readonly dims: readonly number[] }>(tensor: T): T => ({
    ...tensor,
    dims: tensor.dims.length > 0 ? tensor.dims : [1],
  });
  return {
    name: model.name,
    platform: platformOf(model.classifier),
    maxBatchSize,
    input: [withDims(modelInput(model))],
    output: modelOutputs(model).map(({ name, datatype, dims }) =>
      withDims({ name, datatype, dims, isPicture: false }),
    ),
  };
}

/** As the protocol names platforms: the project, and the format that its engine runs. */
function platformOf({ engine }: Classifier): string {
  return engine.startsWith('onnx') ? 'onnxruntime_onnx' : 'tensorflow_tfjs';
}
