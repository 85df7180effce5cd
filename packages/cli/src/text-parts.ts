import type { Estimate, ModelRef } from '@slc/domain';
import type { FailedImage } from './answering/collect-images.js';
import { modelName } from './model-name.js';

/** The classes with fewer images are in `--json`. */
export const CLASSES_SHOWN = 20;
export const LINES_SHOWN = 10;

interface AnsweringModel {
  readonly model: ModelRef;
  readonly temperature: number;
  readonly engine: string;
}

export function modelLine({ model, temperature, engine }: AnsweringModel): string {
  return `${modelName(model)}, T = ${temperature}, engine ${engine}`;
}

export function faultLines(
  what: string,
  faults: readonly Pick<FailedImage, 'file' | 'message'>[],
): readonly string[] {
  const lines = faults.slice(0, LINES_SHOWN).map(({ file, message }) => `${what}: ${file}: ${message}`);
  return withRest(lines, `${what}: `, faults.length);
}

/** @param all how many lines there are */
export function withRest(lines: readonly string[], start: string, all: number): readonly string[] {
  return all > lines.length ? [...lines, `${start}${all - lines.length} more, see --json`] : lines;
}

/** @param rightAligned columns of numbers */
export function textTable(rows: readonly (readonly string[])[], rightAligned = [1]): readonly string[] {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  const pad = (cell: string, column: number) =>
    rightAligned.includes(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0);
  return rows.map((row) => row.map(pad).join('  ').trimEnd());
}

export function estimate(figure: Estimate | null): string {
  if (figure === null) return '–';
  return `${figure.value.toFixed(3)} (${figure.low.toFixed(3)} to ${figure.high.toFixed(3)})`;
}

/** A difference. */
export function signedEstimate(difference: Estimate | null, digits = 3): string {
  if (difference === null) return '–';
  const { value, low, high } = difference;
  return `${withSign(value, digits)} (${withSign(low, digits)} to ${withSign(high, digits)})`;
}

export function withSign(value: number, digits: number): string {
  const text = Math.abs(value).toFixed(digits);
  if (Number(text) === 0) return text;
  return `${value < 0 ? '−' : '+'}${text}`;
}
