import { abortError, type ImageInfo, type ModelManifest } from '@slc/domain';
import {
  type CodecTurns,
  type DecodeLimits,
  decodeImage,
  type JudgedQuality,
  makePreview,
  type PhotographNote,
  type Pixels,
  preprocess,
} from '@slc/image';
import type { JudgePicture } from '../assess/judge-picture.js';
import type { DecodeGate } from './decode-gate.js';

export interface PrepareOptions {
  readonly gate: DecodeGate;
  readonly codecTurns: CodecTurns;
  readonly limits: DecodeLimits;
  readonly manifest: Pick<ModelManifest, 'preprocessing' | 'input'>;
  readonly judgePicture: JudgePicture | null;
  readonly preview: boolean;
  readonly signal: AbortSignal | undefined;
}

/** A decoded upload: the network's input, and what an answer says and shows of the image. */
export interface PreparedImage {
  /** (input.height, input.width, 3) */
  readonly pixels: Pixels;
  readonly info: ImageInfo;
  /** What an operator may want to know of the file. */
  readonly notes: readonly PhotographNote[];
  /** Null without a `judgePicture`. */
  readonly quality: JudgedQuality | null;
  /** How long the image waited at the gate. */
  readonly waitedMs: number;
  /** Made while the network works. */
  readonly preview: Promise<Uint8Array | null>;
}

/**
 * Decodes and preprocesses one image when its turn at the gate has come. The picture in its full size lives inside
 * the gate only, for as long as the preview is being made of it.
 *
 * @throws SlcError as `decodeImage`; `cancelled`, `deadline_exceeded` at once when the signal aborts, although what
 *   libvips has begun still ends inside the gate
 */
export function prepareImage(image: Uint8Array, options: PrepareOptions): Promise<PreparedImage> {
  return untilAborted(prepare(image, options), options.signal);
}

async function prepare(
  image: Uint8Array,
  { gate, codecTurns, limits, manifest, judgePicture, preview, signal }: PrepareOptions,
): Promise<PreparedImage> {
  let leave = () => {};
  let waitedMs = 0;
  let previewing: Promise<Uint8Array | null> = NO_PREVIEW;
  try {
    const decoded = await decodeImage(image, limits, {
      codecTurns,
      signal,
      async beforeDecoding({ width, height }) {
        const cameAtMs = performance.now();
        leave = await gate.enter(width * height, signal);
        waitedMs = performance.now() - cameAtMs;
      },
    });
    const pixels = preprocess(decoded, manifest.preprocessing, manifest.input);
    const quality = judgePicture?.(decoded) ?? null;
    const { format, width, height, notes } = decoded;
    if (preview) previewing = makePreview(decoded);
    return { pixels, info: { format, width, height }, notes, quality, waitedMs, preview: previewing };
  } finally {
    // A failure reaches the caller that awaits the preview, if one still does.
    previewing.catch(() => {}).finally(leave);
  }
}

const NO_PREVIEW = Promise.resolve(null);

function untilAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise;
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(abortError(signal.reason));
    signal.addEventListener('abort', onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
