// The packages carry no types. This is what is called of them: the same of both but for the names.

interface CodecSettings {
  readonly print: () => void;
  readonly printErr: () => void;
  /** Emscripten's: makes the instance in its place. @param receive takes it */
  readonly instantiateWasm: (imports: object, receive: (instance: object) => void) => object;
}

interface CodecFrame {
  readonly width: number;
  readonly height: number;
  readonly bitsPerSample: number;
  readonly componentCount: number;
}

interface CodecDecoder {
  /** @returns memory of the codec, into which the stream goes */
  getEncodedBuffer(length: number): Uint8Array;
  /** @throws a number or an Error */
  decode(): void;
  getFrameInfo(): CodecFrame;
  /** @returns a view of the codec's memory */
  getDecodedBuffer(): Uint8Array;
}

declare module '@cornerstonejs/codec-charls/decodewasmjs' {
  interface CharLs {
    readonly JpegLSDecoder: new () => CodecDecoder & {
      /** 0: each colour in a plane of its own. */
      getInterleaveMode(): number;
    };
  }
  export default function openCharLs(settings: CodecSettings): Promise<CharLs>;
}

declare module '@cornerstonejs/codec-openjpeg/decodewasmjs' {
  interface OpenJpeg {
    readonly J2KDecoder: new () => CodecDecoder;
  }
  export default function openOpenJpeg(settings: CodecSettings): Promise<OpenJpeg>;
}
