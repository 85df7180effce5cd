import { SlcError } from '@slc/domain';
import type { AskedModel, InferAnswer, InferenceHandlers, InferRequest, ModelMetadata } from '@slc/rpc';
import type { GatewayDependencies } from '../dist/index.js';
import { start } from './test-gateway.js';

export const MODEL = 'a-model';
export const PIXELS = 'a-model-pixels';

const MODELS: Readonly<Record<string, ModelMetadata>> = {
  [MODEL]: {
    name: MODEL,
    versions: ['1'],
    platform: 'onnxruntime_onnx',
    inputs: [{ name: 'image', datatype: 'BYTES', shape: [-1] }],
    outputs: [
      { name: 'probabilities', datatype: 'FP32', shape: [-1, 2] },
      { name: 'class', datatype: 'BYTES', shape: [-1] },
      { name: 'prediction_set', datatype: 'BOOL', shape: [-1, 2] },
    ],
  },
  [PIXELS]: {
    name: PIXELS,
    versions: ['1'],
    platform: 'onnxruntime_onnx',
    inputs: [{ name: 'pixels', datatype: 'UINT8', shape: [-1, 2, 2, 3] }],
    outputs: [{ name: 'probabilities', datatype: 'FP32', shape: [-1, 2] }],
  },
};

function find({ name, version }: AskedModel): ModelMetadata {
  const model = MODELS[name];
  if (model && ['', '1'].includes(version)) return model;
  throw new SlcError('not_found', `model ${JSON.stringify(name)}, version "${version}": there is none`);
}

/** The same for each image: what is tested is how it travels. */
function answerTo({ modelName, id, inputs, outputs }: InferRequest): InferAnswer {
  const n = inputs[0]?.datatype === 'BYTES' ? inputs[0].data.length : (inputs[0]?.shape[0] ?? 0);
  const all = [
    { name: 'probabilities', datatype: 'FP32', shape: [n, 2], data: floats(n) },
    {
      name: 'class',
      datatype: 'BYTES',
      shape: [n],
      data: Array.from({ length: n }, () => Buffer.from('MEL')),
    },
    {
      name: 'prediction_set',
      datatype: 'BOOL',
      shape: [n, 2],
      data: Array.from({ length: 2 * n }, (_, i) => i % 2 === 0),
    },
  ] as const;
  const named =
    outputs.length === 0 ? all : all.filter(({ name }) => outputs.some((each) => each.name === name));
  const parameters = new Map<string, string | boolean>([['stand_in', false]]);
  return { modelName, modelVersion: '1', id, parameters, outputs: named, isRaw: true };
}

function floats(n: number): Float32Array {
  return Float32Array.from({ length: 2 * n }, (_, i) => (i % 2 === 0 ? 0.75 : 0.25));
}

/** A worker with two models, and what it was asked to infer. */
export function inferenceWorker(handlers: Partial<InferenceHandlers> = {}) {
  const asked: InferRequest[] = [];
  const inference: InferenceHandlers = {
    serverLive: () => true,
    serverReady: () => true,
    serverMetadata: () => ({ name: 'a-server', version: '1.2.3', extensions: ['classification'] }),
    modelReady: (model) => Boolean(find(model)),
    modelMetadata: find,
    modelConfig: (model) => {
      const { name, platform, inputs, outputs } = find(model);
      const toTensor = ({ name, datatype, shape }: ModelMetadata['inputs'][number]) => {
        return { name, datatype, dims: shape.slice(1), isPicture: name === 'pixels' };
      };
      const tensors = { input: inputs.map(toTensor), output: outputs.map(toTensor) };
      return { name, platform, maxBatchSize: 64, ...tensors };
    },
    modelInfer: (request) => {
      find({ name: request.modelName, version: request.modelVersion });
      asked.push(request);
      return answerTo(request);
    },
    repositoryIndex: () =>
      Object.keys(MODELS).map((name) => ({ name, version: '1', isReady: true, reason: '' })),
    ...handlers,
  };
  return { inference, asked };
}

/** A gateway in front of such a worker, which closes at the end of its test. */
export async function startInference(
  env: NodeJS.ProcessEnv = {},
  handlers: Partial<InferenceHandlers> = {},
  dependencies: GatewayDependencies = {},
) {
  const { inference, asked } = inferenceWorker(handlers);
  const running = await start(undefined, env, undefined, { ...dependencies, inference });
  return { ...running, asked };
}
