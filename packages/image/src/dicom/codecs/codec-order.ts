import type { Samples } from '../samples.js';

/** What the thread is started with. */
export interface CodecOrder {
  readonly codec: 'jpeg-ls' | 'jpeg-2000';
  /** The codec's WebAssembly module, compiled once for all threads. */
  readonly module: object;
  readonly bytes: Uint8Array;
  /** Of the codec's WebAssembly memory. */
  readonly maxMemoryBytes: number;
}

/** What it sends first: the codec is open, and begins with the stream. */
export const CODEC_BEGINS = 'begins';

/** What it sends then, once. An exception ends it instead. */
export interface CodecResult extends Samples {
  readonly width: number;
  readonly height: number;
  readonly components: number;
}
