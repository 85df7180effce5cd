import type { OutputName } from '@slc/domain';
import type { EngineOptions, EngineOutputs } from '../engine.js';

/** A server process sends these to its engine process, over the channel that `fork` opens. */
export type HostRequest =
  | { readonly kind: 'probe'; readonly moduleUrl: string }
  | {
      readonly kind: 'open';
      readonly moduleUrl: string;
      readonly compiledModelPath: string;
      readonly options: EngineOptions;
    }
  /** The batch is in the pixel file. */
  | {
      readonly kind: 'infer';
      readonly bytes: number;
      readonly batchSize: number;
      readonly outputs: readonly OutputName[];
    };

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

/** The file descriptor of the pixel file in an engine process. Standard streams and the channel come before it. */
export const PIXEL_FILE_FD = 4;

/** The words of a reply that is not the expected one. */
export function failureOf(reply: HostReply): string {
  return reply.kind === 'failed' ? reply.message : `unexpected reply ${reply.kind}`;
}
