import { parentPort, workerData } from 'node:worker_threads';
import { CODEC_BEGINS, type CodecOrder, type CodecResult } from './codec-order.js';

/** The main file of the thread that decodes one stream and ends. No other module imports the codecs. */
const { codec, module, bytes, maxMemoryBytes } = workerData as CodecOrder;
const settings: CodecSettings = {
  // The codecs print what they think of a file.
  print() {},
  printErr() {},
  instantiateWasm(imports, receive) {
    receive(new WebAssembly.Instance(module, imports));
    return {};
  },
};
limitWasmMemory(maxMemoryBytes);
const result = await (codec === 'jpeg-ls' ? decodeJpegLs() : decodeJpeg2000());
parentPort?.postMessage(result, [result.data.buffer as ArrayBuffer]);

async function decodeJpegLs(): Promise<CodecResult> {
  const { default: openCharLs } = await import('@cornerstonejs/codec-charls/decodewasmjs');
  const decoder = new (await openCharLs(settings)).JpegLSDecoder();
  const frame = decodeFrame(decoder);
  return { ...frame, isPlanar: decoder.getInterleaveMode() === 0 && frame.components > 1 };
}

async function decodeJpeg2000(): Promise<CodecResult> {
  const { default: openOpenJpeg } = await import('@cornerstonejs/codec-openjpeg/decodewasmjs');
  const decoder = new (await openOpenJpeg(settings)).J2KDecoder();
  return { ...decodeFrame(decoder), isPlanar: false };
}

function decodeFrame(decoder: CodecDecoder): Omit<CodecResult, 'isPlanar'> {
  decoder.getEncodedBuffer(bytes.length).set(bytes);
  parentPort?.postMessage(CODEC_BEGINS);
  decoder.decode();
  const { width, height, bitsPerSample, componentCount } = decoder.getFrameInfo();
  return {
    width,
    height,
    bits: bitsPerSample,
    bytesPerSample: bitsPerSample > 8 ? 2 : 1,
    byteOrder: 'little-endian',
    components: componentCount,
    // The codec's memory goes with the thread.
    data: new Uint8Array(decoder.getDecodedBuffer()),
  };
}

/** The part that is used here. TypeScript has types for it only in its DOM library. */
declare const WebAssembly: {
  readonly Memory: { readonly prototype: WasmMemory };
  readonly Instance: new (module: object, imports: object) => object;
};

interface WasmMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

/** The codecs grow their memory through this function, which belongs to this thread alone, and give up when it throws. */
function limitWasmMemory(maxBytes: number): void {
  const { prototype } = WebAssembly.Memory;
  const { grow } = prototype;
  prototype.grow = function (pages) {
    const wanted = this.buffer.byteLength + pages * 65_536;
    if (wanted > maxBytes) throw new RangeError(`memory: expected at most ${maxBytes} bytes, got ${wanted}`);
    return grow.call(this, pages);
  };
}
