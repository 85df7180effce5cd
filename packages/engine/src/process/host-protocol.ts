import type { OutputName } from '@slc/domain';
import type { EngineOptions, EngineOutputs } from '../engine.js';

/** What a server process and its engine process say to each other, over the channel that `fork` opens. */
export type HostRequest =
  | { readonly kind: 'probe'; readonly moduleUrl: string }
  | {
      readonly kind: 'open';
      readonly moduleUrl: string;
      readonly compiledModelPath: string;
      readonly options: EngineOptions;
    }
  /** The batch has been written to the pixel file. */
  | {
      readonly kind: 'infer';
      readonly bytes: number;
      readonly batchSize: number;
      readonly outputs: readonly OutputName[];
    };

/** Under which number an engine process inherits its pixel file; the numbers before it are standard streams and channel. */
export const PIXEL_FILE_FD = 4;

/** One reply to each request, in their order: `probed`, `opened` or `inferred`, or `failed` to any. */
export type HostReply =
  | { readonly kind: 'probed'; readonly device: string }
  | { readonly kind: 'opened' }
  | {
      readonly kind: 'inferred';
      readonly outputs: Partial<EngineOutputs>;
      /** Resident memory of the engine process after the batch. */
      readonly residentBytes: number;
    }
  | { readonly kind: 'failed'; readonly message: string };
