/** Leaves parts out of a file. It copies the file only when there is a part to leave out. */
export interface FileTrimmer {
  /**
   * Calls must follow the order of the file, and the parts must not overlap.
   *
   * @param end an offset beyond the file's end means the end
   */
  drop(start: number, end: number): void;
  /** @returns the file itself, or a copy without the parts, into which the caller may write */
  finish(): Uint8Array;
}

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
