import type { Shape } from './layer-graph.js';

/** (224, 224, 3) as `224 x 224 x 3`. */
export function drawShape(shape: Shape): string {
  return shape.length === 0 ? 'a single number' : shape.join(' x ');
}

/** How many numbers a value of this shape has. */
export function sizeOf(shape: Shape): number {
  return shape.reduce((total, size) => total * size, 1);
}

/** Whether a value's numbers all lie along its last axis: a vector, or an image of one pixel. */
export function isVectorShape(shape: Shape): boolean {
  return sizeOf(shape) === shape.at(-1);
}

export function isSameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}

/** The shape that two shapes broadcast to, aligned at the last axis; null when they do not fit. */
export function broadcastShape(a: Shape, b: Shape): Shape | null {
  const rank = Math.max(a.length, b.length);
  const merged: number[] = [];
  for (let axis = 1; axis <= rank; axis++) {
    const left = a.at(-axis) ?? 1;
    const right = b.at(-axis) ?? 1;
    if (axis > a.length || axis > b.length || left === right || left === 1 || right === 1) {
      merged.unshift(Math.max(left, right));
    } else return null;
  }
  return merged;
}
