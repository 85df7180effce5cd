import pino, { type DestinationStream, type Logger } from 'pino';
import { printable } from './printable.js';

export type { Logger };

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

export type LogLevel = (typeof LOG_LEVELS)[number];

export interface LoggerOptions {
  /** Written to each line as `service`. */
  readonly service: string;
  readonly level: LogLevel;
  readonly destination?: DestinationStream;
}

/** Synchronous: pino's default writes in the background and mixes up the last lines of a process. */
const STANDARD_OUTPUT = { dest: 1, sync: true };

/**
 * A logger of JSON lines. Secrets and binary data never reach a line, however deep they lie in a logged object. Only the
 * fixed fields of a child logger are not checked. Lines are written synchronously, so none is lost when the process ends.
 */
export function createLogger({ service, level, destination }: LoggerOptions): Logger {
  const options = {
    level,
    base: { service, pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: printableError },
    formatters: {
      level: (label: string) => ({ level: label }),
      log: printableFields,
    },
  };
  return pino(options, destination ?? pino.destination(STANDARD_OUTPUT));
}

function printableFields(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.keys(fields).map((key) => [key, printable(fields[key], key)]));
}

/** Type, message, stack with all causes, and the error's own fields. */
function printableError(error: unknown): unknown {
  if (!(error instanceof Error)) return printable(error);
  const fields: Record<string, unknown> = { ...pino.stdSerializers.err(error) };
  if (error instanceof AggregateError) fields.aggregateErrors = error.errors.map(printableError);
  return printable(fields);
}
