import type { OutputName } from '@slc/domain';
import type { EngineDevice, EngineOptions, EngineOutputs } from '../engine.js';

/** A server process sends these to its engine process, over the channel that `fork` opens. */
export type HostRequest = Readonly<
  | { kind: 'probe'; moduleUrl: string }
  | { kind: 'prepare'; moduleUrl: string; compiledModelPath: string }
  | { kind: 'open'; moduleUrl: string; compiledModelPath: string; options: EngineOptions }
  /** The batch is in the pixel file. */
  | { kind: 'infer'; bytes: number; batchSize: number; outputs: readonly OutputName[]; isAlone: boolean }
>;

/** One reply to each request, in their order: `probed`, `prepared`, `opened` or `inferred`, or `failed` to any. */
export type HostReply = Readonly<
  | { kind: 'probed'; device: EngineDevice }
  | { kind: 'prepared'; path: string }
  | { kind: 'opened'; operatorsOnCpu: readonly string[] | null }
  /** With the resident memory of the engine process after the batch, and the processor time that the batch took. */
  | { kind: 'inferred'; outputs: Partial<EngineOutputs>; residentBytes: number; cpuMs: number }
  | { kind: 'failed'; message: string; isDeviceLost: boolean }
>;

/** The file descriptor of the pixel file in an engine process. Standard streams and the channel come before it. */
export const PIXEL_FILE_FD = 4;

/** The words of a reply that is not the expected one. */
export function failureOf(reply: HostReply): string {
  return reply.kind === 'failed' ? reply.message : `unexpected reply ${reply.kind}`;
}
