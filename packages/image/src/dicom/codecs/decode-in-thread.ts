import { Worker } from 'node:worker_threads';
import { abortError, SlcError, throwIfAborted } from '@slc/domain';
import { imageError } from '../../image-error.js';
import type { Size } from '../../pixels.js';
import { codecModule } from './codec-module.js';
import type { CodecOrder, CodecResult } from './codec-order.js';

export interface CodecStream extends Size {
  readonly codec: CodecOrder['codec'];
  readonly bytes: Uint8Array;
  /** 1 or 3, as the stream's own header says. */
  readonly components: number;
}

/**
 * As long as libvips has for a picture. 12 million pixels of JPEG 2000 take 1.5 s of a core. The classifier counts pictures that take
 * longer than 12 s as a stall of all decoding.
 */
const TIMEOUT_MS = 10_000;

/**
 * Decodes one stream by a codec of WebAssembly, in a thread that starts for it and ends with it. So a codec that a hostile file
 * breaks, hangs or fills costs nothing but this picture, and one picture leaves nothing behind for the next.
 *
 * @param stream of which the header's size has been checked
 * @throws SlcError `invalid_image` when the codec gives up, which it also does when it needs too much memory;
 * `deadline_exceeded` when it takes too long; `cancelled` or `deadline_exceeded` when the signal aborts
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
    const result = await firstMessage(thread, signal);
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

async function firstMessage(thread: Worker, signal: AbortSignal | undefined): Promise<CodecResult> {
  let stop = () => {};
  try {
    return await new Promise<CodecResult>((resolve, reject) => {
      const onAbort = () => reject(abortError(signal?.reason));
      const timer = setTimeout(() => {
        reject(new SlcError('deadline_exceeded', 'image: it took too long to decode'));
      }, TIMEOUT_MS);
      stop = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', onAbort);
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      // The first of these settles the promise; those that follow change nothing.
      thread.once('message', resolve);
      thread.once('error', (cause) => reject(refused(cause)));
      thread.once('exit', (code) => reject(refused(new Error(`the codec's thread ended with ${code}`))));
    });
  } finally {
    stop();
  }
}

function refused(cause: unknown): SlcError {
  const { code, message } = imageError('invalid_image', 'whole picture data in a DICOM file', 'damaged ones');
  return new SlcError(code, message, { cause });
}
