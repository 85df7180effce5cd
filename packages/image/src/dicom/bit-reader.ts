/** Reads bits of JPEG's entropy-coded data, in which 0xff is followed by a zero that does not count. */
export class BitReader {
  readonly #bytes: Uint8Array;
  readonly #end: number;
  #at: number;
  /** The lowest `#count` bits have been read from the bytes. */
  #bits = 0;
  #count = 0;
  /** How many of them are zeros that stand for data behind the end or a marker. */
  #padding = 0;

  constructor(bytes: Uint8Array, start: number, end: number) {
    this.#bytes = bytes;
    this.#at = start;
    this.#end = end;
  }

  /** Whether more bits were taken than there are. */
  get isExhausted(): boolean {
    return this.#count < this.#padding;
  }

  /** @returns the next 16 bits, which stay */
  peek16(): number {
    while (this.#count < 16) this.#fill();
    return (this.#bits >>> (this.#count - 16)) & 0xffff;
  }

  skip(count: number): void {
    this.#count -= count;
  }

  /** @param count at most 16 */
  take(count: number): number {
    while (this.#count < count) this.#fill();
    this.#count -= count;
    return (this.#bits >>> this.#count) & (2 ** count - 1);
  }

  /** Goes on behind the restart marker that must be next. @returns false when there is none */
  restart(): boolean {
    if (this.#bytes[this.#at] !== 0xff || ((this.#bytes[this.#at + 1] ?? 0) & 0xf8) !== 0xd0) return false;
    this.#at += 2;
    this.#bits = 0;
    this.#count = 0;
    this.#padding = 0;
    return true;
  }

  #fill(): void {
    let byte = 0;
    const next = this.#bytes[this.#at];
    if (this.#at >= this.#end || (next === 0xff && this.#bytes[this.#at + 1] !== 0)) {
      this.#padding += 8;
    } else {
      byte = next ?? 0;
      this.#at += byte === 0xff ? 2 : 1;
    }
    this.#bits = (this.#bits << 8) | byte;
    this.#count += 8;
  }
}
