import type { ModelRef } from './classification.js';
import type { ModelManifest } from './manifest.js';

/**
 * Where the worker stands with its model.
 * `starting`: being read, compiled or tested · `ready`: it serves · `recovering`: it served, and its engine is being
 * replaced · `failed`: it will not serve until someone acts · `stopping`: the worker drains.
 */
export const MODEL_PHASES = ['starting', 'ready', 'recovering', 'failed', 'stopping'] as const;

export type ModelPhase = (typeof MODEL_PHASES)[number];

export interface ModelState {
  readonly phase: ModelPhase;
  /** One sentence for a person; empty when ready. */
  readonly reason: string;
}

/** What the worker tells of its model, also while it serves none. */
export interface ModelInfo {
  readonly state: ModelState;
  /** The model that answers; null while none does. */
  readonly model: ModelRef | null;
  /** The engine that runs it; null while none does. */
  readonly engine: string | null;
  /** Null when the configured model's description could not be read. */
  readonly manifest: ModelManifest | null;
}
