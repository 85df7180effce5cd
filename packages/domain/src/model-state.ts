/**
 * Where the worker stands with its model.
 * `starting`: being read, compiled or tested · `ready`: it serves · `recovering`: it served, its engine is being
 * replaced · `failed`: it will not serve until someone acts · `stopping`: the worker drains.
 */
export const MODEL_PHASES = ['starting', 'ready', 'recovering', 'failed', 'stopping'] as const;

export type ModelPhase = (typeof MODEL_PHASES)[number];

export interface ModelState {
  readonly phase: ModelPhase;
  /** One sentence for a person; empty when ready. */
  readonly reason: string;
}
