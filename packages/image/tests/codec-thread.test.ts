import { describe, expect, it } from 'vitest';
// The thread is started from built code.
import { decodeInThread } from '../dist/dicom/codecs/decode-in-thread.js';

/** A JPEG-LS stream of one component whose data are noise. */
function jpegLs({ width, height }: { readonly width: number; readonly height: number }): Buffer {
  const frame = Buffer.from('fff7000b080000000001011100', 'hex');
  frame.writeUInt16BE(height, 5);
  frame.writeUInt16BE(width, 7);
  const scan = Buffer.from('ffda0008010100000000', 'hex');
  return Buffer.concat([
    Buffer.from('ffd8', 'hex'),
    frame,
    scan,
    Buffer.alloc(100, 0x55),
    Buffer.from('ffd9', 'hex'),
  ]);
}

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

  it('ends when the caller goes away, before it starts or while it works', async () => {
    const gone = AbortSignal.abort();
    await expect(decodeInThread(stream(small), gone)).rejects.toMatchObject({ code: 'cancelled' });
    const leaving = new AbortController();
    const decoding = decodeInThread(stream(small), leaving.signal);
    leaving.abort();
    await expect(decoding).rejects.toMatchObject({ code: 'cancelled' });
  });
});
