import type { EngineOptions } from './engine.js';

/** What a server process and its engine process say to each other, over the channel that `fork` opens. */
export type HostRequest =
  | { readonly kind: 'probe'; readonly moduleUrl: string }
  | {
      readonly kind: 'open';
      readonly moduleUrl: string;
      readonly compiledModelPath: string;
      readonly options: EngineOptions;
    }
  /** Of a batch that has been written to the pixel file. */
  | { readonly kind: 'infer'; readonly bytes: number; readonly batchSize: number };

/** Under which number an engine process inherits its pixel file; the numbers before it are standard streams and channel. */
export const PIXEL_FILE_FD = 4;

/** One reply to each request, in their order: `probed`, `opened` or `logits`, or `failed` to any. */
export type HostReply =
  | { readonly kind: 'probed'; readonly device: string }
  | { readonly kind: 'opened' }
  | {
      readonly kind: 'logits';
      readonly logits: Float32Array;
      /** Resident memory of the engine process after the batch. */
      readonly residentBytes: number;
    }
  | { readonly kind: 'failed'; readonly message: string };
