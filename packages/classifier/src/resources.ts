import { ByteBudget } from '@slc/engine';
import { type CodecTurns, createCodecTurns } from '@slc/image';
import { availableCores } from './open/available-cores.js';
import { createDecodeGate } from './serve/decode-gate.js';
import { type WatchedDecodeGate, watchDecodeGate } from './serve/decode-watch.js';

export interface ResourceLimits {
  /** Cores that this process may use; those available to it unless given. */
  readonly cores?: number;
  /** Pixels of large images that may be decoded at the same time: at least those of the largest image allowed. */
  readonly decodePixels: number;
  /** What the images that wait in all queues may hold in memory. */
  readonly queueBytes: number;
}

/**
 * What bounds a process, whatever number of models it serves: made once in it, and handed to each classifier that opens.
 *
 * Decoding, codecs and bytes are bounds: classifiers take slots, turns and bytes from the same ones. Cores are a number to lay engines out by
 * (`engineLayout`), not a lease: an idle engine takes no core, and the system's scheduler divides the cores among those at
 * work. While a model is replaced both have their engines; the old ones are idle as soon as their last calls are answered.
 * Models that serve side by side for long are laid out for a part of the cores each.
 */
export interface Resources {
  readonly cores: number;
  readonly decodeGate: WatchedDecodeGate;
  readonly codecTurns: CodecTurns;
  readonly queueBytes: ByteBudget;
}

export function createResources({
  cores = availableCores(),
  decodePixels,
  queueBytes,
}: ResourceLimits): Resources {
  // Two at least, so that a large image leaves a slot to the small ones.
  const slots = Math.max(2, cores);
  return {
    cores,
    decodeGate: watchDecodeGate(createDecodeGate({ slots, pixels: decodePixels }), { slots }),
    codecTurns: createCodecTurns(),
    queueBytes: new ByteBudget(queueBytes),
  };
}
