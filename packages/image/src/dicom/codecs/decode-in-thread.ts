import { Worker } from 'node:worker_threads';
import { abortError, SlcError, throwIfAborted } from '@slc/domain';
import { imageError } from '../../image-error.js';
import type { Size } from '../../pixels.js';
import { codecModule } from './codec-module.js';
import { CODEC_BEGINS, type CodecOrder, type CodecResult } from './codec-order.js';

export interface CodecStream extends Size {
  readonly codec: CodecOrder['codec'];
  readonly bytes: Uint8Array;
  /** 1 or 3, as the stream's own header says. */
  readonly components: number;
}

/** For the thread to start, which is the machine's affair and takes 50 ms of an idle one. */
const START_MS = 10_000;

/**
 * For the codec, once it has begun: 1 s and 0.5 s a million pixels. 12 million pixels of JPEG 2000 take 1.5 s of a core, and 48
 * million 6.8 s; the rest is for a busy machine. The most is as long as libvips has for a picture; the classifier counts pictures
 * that take longer than 12 s as a stall of all decoding.
 */
function decodeMsFor({ width, height }: Size): number {
  return Math.min(1_000 + (width * height) / 2_000, 10_000);
}

/**
 * Decodes one stream by a codec of WebAssembly, in a thread that starts for it and ends with it. A codec that a hostile file
 * breaks or fills costs this picture, and one that it hangs costs a core for the time above: callers take turns
 * (`CodecTurns`), so that it is one core, and pictures that need no codec have the others. One picture leaves nothing behind for the next.
 *
 * @param stream of which the header's size has been checked
 * @throws SlcError `invalid_image` when the codec gives up, which it also does when it needs too much memory, or takes longer than
 * the pixels explain; `deadline_exceeded` when the thread does not start; `cancelled` or `deadline_exceeded` when the signal aborts
 */
export async function decodeInThread(
  { codec, bytes, components, width, height }: CodecStream,
  signal: AbortSignal | undefined,
): Promise<CodecResult> {
  const module = await codecModule(codec);
  throwIfAborted(signal);
  const order: CodecOrder = {
    codec,
    module,
    bytes,
    maxMemoryBytes: memoryFor({ width, height }, bytes.length),
  };
  const thread = new Worker(new URL('./codec-thread.js', import.meta.url), {
    workerData: order,
    // Nothing of this process is its business.
    env: {},
    execArgv: [],
    stderr: true,
    stdout: true,
    resourceLimits: { maxOldGenerationSizeMb: 64 },
  });
  try {
    const result = await resultOf(thread, { width, height }, signal);
    const length = width * height * components * result.bytesPerSample;
    const isExpected =
      result.width === width &&
      result.height === height &&
      result.components === components &&
      result.bits <= 16 &&
      result.data.length === length;
    if (!isExpected) throw refused(new Error('the codec decoded another picture than the header describes'));
    return result;
  } finally {
    await thread.terminate();
  }
}

/** Both codecs need less than 20 bytes a pixel, the stream and what they begin with; 50 million pixels may take 1.3 GB. */
function memoryFor({ width, height }: Size, streamBytes: number): number {
  return 64 * 2 ** 20 + 24 * width * height + 2 * streamBytes;
}

async function resultOf(thread: Worker, size: Size, signal: AbortSignal | undefined): Promise<CodecResult> {
  let stop = () => {};
  try {
    return await new Promise<CodecResult>((resolve, reject) => {
      const onAbort = () => reject(abortError(signal?.reason));
      let timer = setTimeout(() => {
        reject(new SlcError('deadline_exceeded', 'image: the codec took too long to start'));
      }, START_MS);
      stop = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', onAbort);
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      thread.on('message', (message: typeof CODEC_BEGINS | CodecResult) => {
        if (message !== CODEC_BEGINS) return resolve(message);
        clearTimeout(timer);
        timer = setTimeout(() => reject(tooSlow(size)), decodeMsFor(size));
      });
      // The first of all these settles the promise; those that follow change nothing.
      thread.once('error', (cause) => reject(refused(cause)));
      thread.once('exit', (code) => reject(refused(new Error(`the codec's thread ended with ${code}`))));
    });
  } finally {
    stop();
  }
}

function tooSlow(size: Size): SlcError {
  const expected = `picture data of ${size.width} x ${size.height} pixels that decode within ${decodeMsFor(size) / 1_000} s`;
  return imageError('invalid_image', expected, 'data that take longer');
}

function refused(cause: unknown): SlcError {
  const { code, message } = imageError('invalid_image', 'whole picture data in a DICOM file', 'damaged ones');
  return new SlcError(code, message, { cause });
}
