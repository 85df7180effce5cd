/** Leaves parts out of a file or puts others in their place. It copies the file only when there is something to change. */
export interface FileEditor {
  /**
   * Calls of `drop` and `replace` must follow the order of the file, and the parts must not overlap.
   *
   * @param end an offset beyond the file's end means the end
   */
  drop(start: number, end: number): void;
  /** @param end the same as `start` to insert */
  replace(start: number, end: number, instead: Uint8Array): void;
  /** @returns the file itself, or a changed copy, into which the caller may write */
  finish(): Uint8Array;
}

/** @param room how many bytes longer than the file the result may be */
export function editFile(bytes: Uint8Array, room = 0): FileEditor {
  let copy: Uint8Array | undefined;
  let length = 0;
  let keptFrom = 0;

  function keepUntil(end: number): void {
    copy ??= new Uint8Array(bytes.length + room);
    // A view of a few bytes takes longer to make than they take to copy, and files can have a million such parts.
    if (end - keptFrom > SHORT) append(copy, bytes.subarray(keptFrom, end));
    else for (let i = keptFrom; i < end; i++) copy[length++] = bytes[i] ?? 0;
  }

  function append(to: Uint8Array, part: Uint8Array): void {
    to.set(part, length);
    length += part.length;
  }

  function replace(start: number, end: number, instead: Uint8Array | undefined): void {
    keepUntil(Math.min(start, bytes.length));
    if (copy !== undefined && instead !== undefined) append(copy, instead);
    keptFrom = Math.min(end, bytes.length);
  }

  return {
    drop: (start, end) => replace(start, end, undefined),
    replace,
    finish() {
      if (copy === undefined) return bytes;
      keepUntil(bytes.length);
      keptFrom = bytes.length;
      return copy.subarray(0, length);
    },
  };
}

/** In bytes. */
const SHORT = 64;
