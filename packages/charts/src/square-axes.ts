import type { ChartFormat } from './chart-words.js';

/** Side of the square that is drawn, in the drawing's own units. */
const SIDE = 300;
const QUARTERS = [0, 0.25, 0.5, 0.75, 1];

export interface AxisWords {
  readonly x: string;
  readonly y: string;
}

export interface AxisOptions {
  readonly words: AxisWords;
  readonly format: ChartFormat;
  /** The largest fraction that the upward axis shows. */
  readonly yMax?: number;
}

/** The frame of a square drawing: fractions to the right and upwards, with a line at each quarter. */
export function squareAxes({ words, format, yMax = 1 }: AxisOptions) {
  const yDigits = Number.isInteger(yMax * 25 * 4) && yMax >= 0.04 ? 0 : 1;
  return {
    // Room on both sides for "100 %", above for the upward axis's name, below for the other's.
    viewBox: '-56 -24 386 370',
    grid: QUARTERS.map((at) => `M0 ${upwards(at)}H${SIDE}M${toTheRight(at)} 0V${SIDE}`).join(''),
    axis: `M0 0V${SIDE}H${SIDE}`,
    xName: words.x,
    yName: words.y,
    xTicks: QUARTERS.map((at) => ({ text: format.percent(at, 0), at: toTheRight(at) })),
    yTicks: QUARTERS.map((at) => ({ text: tick(format, at * yMax, yDigits), at: upwards(at) })),
  };
}

/** `percent` says "<0.1%" of what would round to 0; a tick is never so small. */
function tick(format: ChartFormat, fraction: number, digits: number): string {
  return format.percent(fraction, fraction === 0 ? 0 : digits);
}

/** @param fraction of the axis, 0..1 */
export function toTheRight(fraction: number): string {
  return rounded(fraction * SIDE);
}

export function upwards(fraction: number): string {
  return rounded((1 - fraction) * SIDE);
}

function rounded(length: number): string {
  return String(Number(length.toFixed(1)));
}
