import type { OutputName } from '@slc/domain';

// Values that are not a layer's have an `@` in their name, which TensorFlow does not allow in a layer's.

/** The network's input. */
export const PIXELS = '@pixels';

/** One of the network's outputs. */
export function outputValue(name: OutputName): string {
  return `@${name}`;
}

/** Whether an output is the logits, or computed for them anyway. */
export function isOnTheWay(name: OutputName): boolean {
  return name === 'logits' || name === 'embedding';
}
