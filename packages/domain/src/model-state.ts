import type { ModelRef } from './classification.js';
import type { ModelManifest } from './manifest.js';

/**
 * `starting`: the model is being read, compiled or tested · `fetching`: its file is being downloaded, or a pause before
 * the next try runs · `ready`: the model or a stand-in serves · `recovering`: it served, and its engine is being replaced,
 * or engine or decoding does not respond · `failed`: it cannot serve until an operator acts · `stopping`: the worker drains.
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

/** The worker's report on its model, also while it serves none. */
export interface ModelInfo {
  readonly state: ModelState;
  /** The model that answers; null while none does. */
  readonly model: ModelRef | null;
  /** The engine that runs it; null while none does. */
  readonly engine: string | null;
  /** The manifest of the model that answers, or else of the configured one; null when that could not be read. */
  readonly manifest: ModelManifest | null;
}
