import type { ModelRef } from './classification.js';
import type { ModelManifest } from './manifest.js';

/**
 * Where the worker stands.
 * `starting`: the model is being read, compiled or tested · `fetching`: its file is on its way from the Hub, or the next
 * try is waited for · `ready`: it serves, the model or a stand-in · `recovering`: it served, and its engine is being
 * replaced or silent, or its decoding stands still · `failed`: it will not serve until someone acts · `stopping`: the worker drains.
 */
export const MODEL_PHASES = ['starting', 'fetching', 'ready', 'recovering', 'failed', 'stopping'] as const;

export type ModelPhase = (typeof MODEL_PHASES)[number];

export interface ModelState {
  readonly phase: ModelPhase;
  /** One sentence for a person. When `ready`: what is still to come or went wrong beside it; mostly empty. */
  readonly reason: string;
  /** How much of the configured model's file is here; null when none is being fetched. */
  readonly bytesDone: number | null;
  /** Size of that file; null when none is being fetched, or the size is not known yet. */
  readonly bytesTotal: number | null;
}

/** A state in which no file is being fetched. */
export function modelState(phase: ModelPhase, reason = ''): ModelState {
  return { phase, reason, bytesDone: null, bytesTotal: null };
}

/** What the worker tells of its model, also while it serves none. */
export interface ModelInfo {
  readonly state: ModelState;
  /** The model that answers; null while none does. */
  readonly model: ModelRef | null;
  /** The engine that runs it; null while none does. */
  readonly engine: string | null;
  /** Of the model that answers; while none does, of the configured one; null when that could not be read. */
  readonly manifest: ModelManifest | null;
}
