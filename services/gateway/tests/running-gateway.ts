import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import {
  type Assessment,
  type ClassifiedImage,
  type ModelInfo,
  modelState,
  NOTICE,
  SlcError,
} from '@slc/domain';
import { type ClassifierHandlers, createClassifierServer, type InferenceHandlers } from '@slc/rpc';
import { createLogger } from '@slc/runtime';
import { noInference } from '../../../packages/rpc/tests/no-inference.js';
import { envToGatewayConfig, type Gateway, type GatewayDependencies, startGateway } from '../dist/index.js';

/** Of a model that has no measured limits. */
export const CLEAR: Assessment = {
  verdict: 'clear',
  reasons: [],
  predictionSet: null,
  outlier: null,
  quality: [],
  views: null,
};

export const ANSWER: ClassifiedImage = {
  classification: {
    topClass: 'MEL',
    predictions: [
      { class: 'MEL', probability: 0.75, logit: 1 },
      { class: 'NV', probability: 0.25, logit: 0 },
    ],
    assessment: CLEAR,
    temperature: 1,
    model: { id: 'a-model', revision: 'r1', sha256: 'ab'.repeat(32), standIn: false, precision: 'float32' },
    engine: 'onnx',
    image: { format: 'jpeg', width: 64, height: 64 },
    timingsMs: { queue: 1, decode: 2, inference: 3, total: 6 },
    notice: NOTICE,
  },
  preview: null,
};

const MODEL_UNKNOWN: ModelInfo = { state: modelState('ready'), model: null, engine: null, manifest: null };

export interface RunningGateway {
  readonly gateway: Gateway;
  readonly base: string;
  /** The lines that the gateway has logged. */
  readonly lines: Record<string, unknown>[];
  metrics(): Promise<string>;
  close(): Promise<void>;
}

/** Starts the gateway as its process does, in front of a gRPC server with the test's handlers. */
export async function startWith(
  classify: ClassifierHandlers['classify'] = async () => ANSWER,
  env: NodeJS.ProcessEnv = {},
  getModelInfo: ClassifierHandlers['getModelInfo'] = () => MODEL_UNKNOWN,
  { inference, ...dependencies }: GatewayDependencies & { readonly inference?: InferenceHandlers } = {},
): Promise<RunningGateway> {
  const worker = createClassifierServer({
    maxMessageBytes: 32 * 1024 * 1024,
    limits: { classify: { calls: 1_000, shed: () => new SlcError('overloaded', 'never') } },
    streamWindow: 1,
    onError: () => {},
    handlers: {
      classify,
      classifyStream: classify,
      getModelInfo,
      ...(inference ?? noInference),
    },
  });
  const workerPort = await worker.bind('127.0.0.1', 0);
  const lines: Record<string, unknown>[] = [];
  const config = envToGatewayConfig({
    PORT: '0',
    GATEWAY_METRICS_PORT: '0',
    WORKER_ADDRESS: `127.0.0.1:${workerPort}`,
    ...env,
  });
  const logger = createLogger({
    service: 'gateway',
    level: 'info',
    destination: { write: (line) => lines.push(JSON.parse(line)) },
  });
  const gateway = await startGateway(config, { ...dependencies, logger });
  return {
    gateway,
    base: `http://127.0.0.1:${gateway.port}`,
    lines,
    metrics: async () => (await fetch(`http://127.0.0.1:${gateway.metricsPort}/metrics`)).text(),
    async close() {
      await gateway.close();
      await worker.close(0);
    },
  };
}

/** A request whose body the test sends piece by piece. */
export function openUpload(base: string, headers: RequestOptions['headers'], path = '/api/v1/classify') {
  const request = httpRequest(base + path, {
    method: 'POST',
    headers: { 'content-type': 'image/jpeg', ...headers },
  });
  const answer = new Promise<{ status: number; headers: IncomingMessage['headers']; body: string }>(
    (resolve, reject) => {
      request.once('error', reject);
      request.once('response', async (response) => {
        let body = '';
        response.setEncoding('utf8');
        for await (const text of response) body += text;
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body });
      });
    },
  );
  // Some tests break the connection on purpose.
  answer.catch(() => {});
  return { request, answer };
}

export function post(base: string, image: Buffer, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${base}/api/v1/classify`, {
    method: 'POST',
    body: Uint8Array.from(image),
    headers: { 'content-type': 'image/jpeg', ...headers },
  });
}
