import type { EvaluateOptions, EvaluationFigures, LabelledAnswers } from '@slc/evaluation';
import type { Terminal } from '../terminal.js';
import { workInThread } from '../work-in-thread.js';
import type { PairedAnswers, PairedModels } from './compare-models.js';

/** What the thread that measures is asked for. */
export interface MeasureOrder {
  readonly answers: LabelledAnswers;
  readonly options: EvaluateOptions;
  /** Null without a second model. */
  readonly paired: PairedAnswers | null;
}

export interface MeasureOptions {
  readonly signal: AbortSignal;
  /** The file that the answers were written to, if any. */
  readonly output?: string | undefined;
}

export interface Measured {
  readonly figures: EvaluationFigures;
  readonly paired: PairedModels | null;
}

/**
 * Computes the figures with their intervals: seconds for a thousand images.
 *
 * @throws SlcError `cancelled` when the signal aborts; as `evaluate`, `compare` and `workInThread`
 */
export async function measureInThread(
  order: MeasureOrder,
  { signal, output }: MeasureOptions,
  terminal: Terminal,
): Promise<Measured> {
  const module = new URL('./measure-thread.js', import.meta.url);
  const kept = output === undefined ? '' : `: ${output} has the answers, and --resume goes on with them`;
  const doing = `while it computed the figures of ${order.answers.labels.length} images${kept}`;
  return await workInThread<Measured>({ module, order, name: 'evaluate', doing }, signal, terminal);
}
