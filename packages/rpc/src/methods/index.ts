import type { Method } from '../method.js';
import { classify } from './classify.js';
import { classifyStream } from './classify-stream.js';
import { getModelInfo } from './get-model-info.js';
import { modelConfig } from './inference/model-config.js';
import { modelInfer } from './inference/model-infer.js';
import { modelMetadata } from './inference/model-metadata.js';
import { modelReady } from './inference/model-ready.js';
import { repositoryIndex } from './inference/repository-index.js';
import { serverLive } from './inference/server-live.js';
import { serverMetadata } from './inference/server-metadata.js';
import { serverReady } from './inference/server-ready.js';

/** Every method. Server, limits, error reports, health and client follow from this table. */
export const METHODS = {
  classify,
  classifyStream,
  getModelInfo,
  serverLive,
  serverReady,
  serverMetadata,
  modelReady,
  modelMetadata,
  modelConfig,
  modelInfer,
  repositoryIndex,
};

type Methods = typeof METHODS;
export type MethodName = keyof Methods;
type HandlerOf<M> = M extends Method<infer Handler, unknown> ? Handler : never;
type CallOf<M> = M extends { call(client: never): infer Call } ? Call : never;

/** What a server is given: a function for each method. */
export type ClassifierHandlers = { readonly [Name in MethodName]: HandlerOf<Methods[Name]> };
/** Those of the Open Inference Protocol. */
export type InferenceHandlers = Omit<ClassifierHandlers, 'classify' | 'classifyStream' | 'getModelInfo'>;
/** What a client offers: a function for each method. */
export type ClassifierCalls = { readonly [Name in MethodName]: CallOf<Methods[Name]> };

export const METHOD_NAMES = Object.keys(METHODS) as MethodName[];

const paths = METHOD_NAMES.map((name) => METHODS[name].definition.path);
export const METHOD_PATHS: ReadonlySet<string> = new Set(paths);
/** The services that health reports on. */
export const SERVICE_NAMES: ReadonlySet<string> = new Set(paths.map((path) => path.split('/')[1] ?? ''));
