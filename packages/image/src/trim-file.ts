/** Leaves parts of a file out. A file of which nothing is left out is not copied. */
export interface FileTrimmer {
  /** @param end beyond the end of the file: all that is left */
  drop(start: number, end: number): void;
  /** The file as it was, or a copy without the parts; whoever asked may write into a copy. */
  finish(): Uint8Array;
}

/** The parts must come in the order in which they stand in the file, none overlapping another. */
export function trimFile(bytes: Uint8Array): FileTrimmer {
  let copy: Uint8Array | undefined;
  let length = 0;
  let keptFrom = 0;

  function keepUntil(end: number): void {
    copy ??= Uint8Array.from(bytes);
    if (end > keptFrom) {
      copy.copyWithin(length, keptFrom, end);
      length += end - keptFrom;
    }
  }

  return {
    drop(start, end) {
      keepUntil(start);
      keptFrom = Math.min(end, bytes.length);
    },
    finish() {
      if (copy === undefined) return bytes;
      keepUntil(bytes.length);
      keptFrom = bytes.length;
      return copy.subarray(0, length);
    },
  };
}
