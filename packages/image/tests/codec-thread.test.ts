import { describe, expect, it } from 'vitest';
import { photographFile } from '../../dicom/tests/drawn-photograph.js';
// The thread is started from built code.
import { decodeInThread } from '../dist/dicom/codecs/decode-in-thread.js';
import { createCodecTurns, decodeImage } from '../dist/index.js';
import { jpegLs, jpegLsPhotograph } from './jpeg-ls-photograph.js';

const stream = (size: { readonly width: number; readonly height: number }, claimed = size) => ({
  codec: 'jpeg-ls' as const,
  bytes: jpegLs(claimed),
  components: 1,
  ...size,
});

describe('the thread of a codec', () => {
  const small = { width: 100, height: 100 };

  it('refuses data that the codec cannot decode, and keeps what it threw', async () => {
    await expect(decodeInThread(stream(small), undefined)).rejects.toMatchObject({
      code: 'invalid_image',
      message: 'image: expected whole picture data in a DICOM file, got damaged ones',
      cause: expect.anything(),
    });
  });

  it('refuses a stream that needs more memory than its size, such as one of 400 million pixels', async () => {
    await expect(
      decodeInThread(stream(small, { width: 20_000, height: 20_000 }), undefined),
    ).rejects.toMatchObject({
      code: 'invalid_image',
      // Emscripten's, when its memory cannot grow.
      cause: expect.objectContaining({ message: expect.stringContaining('Aborted') }),
    });
  });

  it('refuses a stream that keeps the codec busy for longer than its pixels explain, as one without an end', async () => {
    const size = { width: 600, height: 450 };
    const bytes = Buffer.concat([jpegLs(size).subarray(0, 25), Buffer.alloc(60_000, 0xaa)]);
    await expect(decodeInThread({ ...stream(size), bytes }, undefined)).rejects.toMatchObject({
      code: 'invalid_image',
      message:
        'image: expected picture data of 600 x 450 pixels that decode within 1.135 s, got data that take longer',
    });
  });

  it('ends when the caller goes away, before it starts or while it works', async () => {
    const gone = AbortSignal.abort();
    await expect(decodeInThread(stream(small), gone)).rejects.toMatchObject({ code: 'cancelled' });
    const leaving = new AbortController();
    const decoding = decodeInThread(stream(small), leaving.signal);
    leaving.abort();
    await expect(decoding).rejects.toMatchObject({ code: 'cancelled' });
  });
});

describe('a file that needs a codec', () => {
  const file = jpegLsPhotograph({ width: 100, height: 100 });
  const limits = { maxBytes: 2 ** 20, maxPixels: 10_000 };

  it('waits for the one before it, and keeps no place among other files meanwhile', async () => {
    const began: string[] = [];
    const { promise: held, release } = hold();
    const codecTurns = createCodecTurns();
    const first = decodeImage(file, limits, {
      codecTurns,
      beforeDecoding() {
        began.push('first');
        return held;
      },
    });
    const second = decodeImage(file, limits, {
      codecTurns,
      beforeDecoding: async () => void began.push('second'),
    });
    const settled = Promise.allSettled([first, second]);
    await decodeImage(photographFile(), limits, { codecTurns });
    await expect.poll(() => began).toEqual(['first']);
    release();
    expect(await settled).toMatchObject([{ status: 'rejected' }, { status: 'rejected' }]);
    expect(began).toEqual(['first', 'second']);
  });
});

function hold() {
  let release = () => {};
  const promise = new Promise<void>((resolve) => {
    release = resolve;
  });
  return { promise, release };
}
