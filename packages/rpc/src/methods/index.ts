import type { Method } from '../method.js';
import { classify } from './classify.js';
import { classifyStream } from './classify-stream.js';
import { getModelInfo } from './get-model-info.js';

/** Every method. Server, limits, error reports, health and client follow from this table. */
export const METHODS = { classify, classifyStream, getModelInfo };

type Methods = typeof METHODS;
export type MethodName = keyof Methods;
type HandlerOf<M> = M extends Method<infer Handler, unknown> ? Handler : never;
type CallOf<M> = M extends { call(client: never): infer Call } ? Call : never;

/** What a server is given: a function for each method. */
export type ClassifierHandlers = { readonly [Name in MethodName]: HandlerOf<Methods[Name]> };
/** What a client offers: a function for each method. */
export type ClassifierCalls = { readonly [Name in MethodName]: CallOf<Methods[Name]> };

export const METHOD_NAMES = Object.keys(METHODS) as MethodName[];

const paths = METHOD_NAMES.map((name) => METHODS[name].definition.path);
export const METHOD_PATHS: ReadonlySet<string> = new Set(paths);
/** The services that health reports on. */
export const SERVICE_NAMES: ReadonlySet<string> = new Set(paths.map((path) => path.split('/')[1] ?? ''));
