import type { PixelsAnswer } from '@slc/classifier';
import type { Classification } from '@slc/domain';
import { continueTrace, type Logger } from '@slc/runtime';
import type { WorkerMetrics } from './metrics.js';
import { roundToTenths } from './round-to-tenths.js';

/** An answer to an image, or to pixels, which has no assessment. */
export type Answered = PixelsAnswer & Partial<Pick<Classification, 'assessment' | 'image'>>;

export interface AnswerReporters {
  readonly metrics: WorkerMetrics;
  readonly logger: Logger;
}

interface AnsweredCall extends AnswerReporters {
  /** Of the service, such as `classifier.v1.Classifier/Classify`. */
  readonly method: string;
  readonly startedMs: number;
  readonly header: (name: string) => string | undefined;
  /** Of the log line. */
  readonly level: 'info' | 'debug';
  /** What it says of the request: numbers and words of ours. */
  readonly line: object;
}

/**
 * Counts the answers of one call, ends its span and logs one line, when nobody waits for it any more. gRPC sends an answer's
 * message at the end of this turn of the event loop, and its status at the end of the next; a client hands out the
 * answer when it has the status.
 */
export function reportAnswers(answers: readonly Answered[], call: AnsweredCall): void {
  setImmediate(() => setImmediate(report, answers, call));
}

function report(
  answers: readonly Answered[],
  { metrics, logger, method, startedMs, header, level, line }: AnsweredCall,
): void {
  for (const answer of answers) metrics.requestAnswered(answer);
  const [first] = answers;
  if (!first) return;
  const { engine, model } = first;
  const timingsMs = longestOf(answers);
  const trace = continueTrace(header, startedMs);
  trace.end({
    name: method,
    attributes: { 'rpc.system': 'grpc', 'classifier.engine': engine, 'classifier.model': model.id },
    // `queue` includes the wait before decoding.
    stages: [
      { name: 'decode', durationMs: timingsMs.decode },
      { name: 'queue', durationMs: timingsMs.queue },
      { name: 'inference', durationMs: timingsMs.inference },
    ],
  });
  if (!logger.isLevelEnabled(level)) return;
  const rounded = Object.entries(timingsMs).map(([stage, ms]) => [stage, roundToTenths(ms)]);
  const { traceId } = trace;
  logger[level]({ traceId, code: 'ok', ...line, timingsMs: Object.fromEntries(rounded) }, 'classified');
}

/** Of the images of one call, which are worked on side by side. */
function longestOf(answers: readonly Answered[]): Answered['timingsMs'] {
  const longest = { queue: 0, decode: 0, inference: 0, total: 0 };
  for (const { timingsMs } of answers) {
    for (const stage of ['queue', 'decode', 'inference', 'total'] as const) {
      longest[stage] = Math.max(longest[stage], timingsMs[stage]);
    }
  }
  return longest;
}
