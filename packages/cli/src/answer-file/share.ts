import { createHash } from 'node:crypto';
import { InvalidArgumentError } from 'commander';

/** One of several disjoint shares of the images. */
export interface Share {
  /** From 1 to `of`. */
  readonly number: number;
  readonly of: number;
}

/** Far more than there are machines for. */
const MOST_SHARES = 100_000;

/** Reads `--shard 2/3`. */
export function readShare(text: string): Share {
  const [, first, second] = /^(\d{1,6})\/(\d{1,6})$/.exec(text) ?? [];
  const share = { number: Number(first), of: Number(second) };
  if (share.number >= 1 && share.number <= share.of && share.of <= MOST_SHARES) return share;
  throw new InvalidArgumentError(
    `expected the number of a share and how many there are, such as 1/3, 2/3 or 3/3, got ${text}`,
  );
}

/**
 * Whether an image is in a share. It depends on the name alone, so that machines that see the same folder, wherever it is
 * mounted and whatever else is in it, agree without talking to each other.
 *
 * @param name the path relative to the folder, with `/` between its parts
 */
export function isInShare(name: string, { number, of }: Share): boolean {
  return createHash('sha256').update(name).digest().readUIntBE(0, 6) % of === number - 1;
}
