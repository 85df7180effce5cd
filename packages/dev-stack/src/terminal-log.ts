import { styleText } from 'node:util';
import { type ModelRef, readable } from '@slc/domain';
import { modelText } from './model-text.js';

/** Where a person reads the log. */
export interface LogScreen {
  readonly hasColour: boolean;
  /** Also the stack of an error, below its line. */
  readonly showsStacks: boolean;
  write(text: string): void;
}

type Style = Parameters<typeof styleText>[0];

/** Levels that are not `info` are said, and stand out. */
const LEVEL_STYLES: Readonly<Record<string, Style>> = {
  fatal: 'red',
  error: 'red',
  warn: 'yellow',
  debug: 'dim',
  trace: 'dim',
};

/** On each line, or of use to a machine alone. */
const LEFT_OUT = new Set(['level', 'time', 'service', 'pid', 'msg', 'traceId', 'sha256', 'stack']);

/** These values say by themselves what they are. */
const BARE = new Set(['method', 'route', 'status', 'code', 'phase', 'reason', 'engine', 'format', 'signal']);

/** Takes the log's JSON lines, and writes each as a short line: time, who, what, and the fields in the order in which they were logged. */
export function terminalLog({ hasColour, showsStacks, write }: LogScreen) {
  const style = (format: Style, text: string) =>
    hasColour ? styleText(format, text, { validateStream: false }) : text;
  return {
    write(line: string): void {
      const { level, time, service, msg, ...fields } = JSON.parse(line) as Record<string, unknown>;
      const levelStyle = LEVEL_STYLES[String(level)];
      const said = levelStyle ? `${style(levelStyle, String(level))} ` : '';
      const clock = style('dim', new Date(String(time)).toTimeString().slice(0, 8));
      const texts = Object.entries(fields).flatMap(([key, value]) => fieldText(key, value));
      const details = texts.length > 0 ? `: ${texts.join(', ')}` : '';
      // A name in a model file may hold what moves the cursor: JSON wrote it out, and a terminal must not get it back.
      const sentence = readable(`${msg}${details}`);
      write(`${clock}  ${String(service).padEnd(9)}  ${said}${sentence}\n`);
      const stack = showsStacks && isRecord(fields.err) && fields.err.stack;
      if (stack) write(`${style('dim', String(stack).split('\n').map(readable).join('\n'))}\n`);
    },
  };
}

/** @returns none for what a person needs not read */
function fieldText(key: string, value: unknown): string[] {
  if (LEFT_OUT.has(key) || value === null || value === undefined) return [];
  if (key === 'err') return [isRecord(value) ? String(value.message) : String(value)];
  // The worker logs which model answers as a `ModelRef`.
  if (key === 'model' && isRecord(value)) return [modelText(value as unknown as ModelRef)];
  if (typeof value === 'object' && !Array.isArray(value)) return [];
  // A sentence goes on with the next field.
  const text = String(value).replace(/\.$/, '');
  if (text === '') return [];
  if (BARE.has(key)) return [text];
  if (key.endsWith('Ms')) return [`${key.slice(0, -2)} ${Math.round(Number(value))} ms`];
  if (key.endsWith('Bytes')) return [`${key.slice(0, -5)} ${byteText(Number(value))}`];
  return [`${key} ${text}`];
}

function byteText(bytes: number): string {
  return bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${Math.round(bytes / 1e6)} MB`;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
