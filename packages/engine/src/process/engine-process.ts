import { type OutputName, SlcError, throwIfAborted } from '@slc/domain';
import type { EngineOutputs } from '../engine.js';
import { HostProcess, type RequestLimits } from './host-process.js';
import { failureOf } from './host-protocol.js';
import { createPixelFile } from './pixel-file.js';

export interface EngineProcessOptions {
  /** An `EngineModule`; the child imports it. */
  readonly moduleUrl: URL;
  readonly compiledModelPath: string;
  readonly threads: number;
  readonly threadsAlone?: number | undefined;
  readonly startTimeoutMs: number;
  /** Ends the start: the process is killed. */
  readonly signal?: AbortSignal | undefined;
}

export interface BatchLimits extends RequestLimits {
  /** Whether the batch may use the threads of one that runs alone. */
  readonly isAlone?: boolean;
}

/** One engine in a process of its own. It takes one batch at a time. */
export type EngineProcess = Readonly<Awaited<ReturnType<typeof startEngineProcess>>>;

/**
 * Forks an engine process and opens its model.
 *
 * @throws SlcError `invalid_model` with the engine's words when it cannot open the model; `model_not_ready` when the
 *   process dies or does not answer in time; as `abortError` when the signal aborts
 */
export async function startEngineProcess(options: EngineProcessOptions) {
  throwIfAborted(options.signal);
  const pixelFile = createPixelFile();
  const host = new HostProcess(pixelFile.fd);
  void host.gone.then(pixelFile.close);
  const operatorsOnCpu = await openModel(host, options).catch(async (error) => {
    await host.close();
    throw error;
  });

  let residentBytes = 0;
  let cpuMs = 0;
  return {
    gone: host.gone,
    operatorsOnCpu,
    close: (reason?: string) => host.close(reason),
    /** Resident memory after the last batch; 0 before the first. */
    get residentBytes() {
      return residentBytes;
    },
    /** Processor time of the last batch, of all threads; 0 before the first. */
    get cpuMs() {
      return cpuMs;
    },
    /**
     * Runs one batch. The process is killed at its deadline, when the signal aborts, or when its device is lost.
     *
     * @param images each (height, width, 3), RGB 0..255
     * @throws SlcError `model_not_ready` when the process dies under the batch, `internal` when the engine refuses it
     */
    async infer<Name extends OutputName>(
      images: readonly Uint8Array[],
      outputs: readonly Name[],
      { isAlone = false, ...limits }: BatchLimits,
    ): Promise<EngineOutputs<Name>> {
      const bytes = pixelFile.write(images);
      const batch = { bytes, batchSize: images.length, outputs, isAlone };
      const reply = await host.request({ kind: 'infer', ...batch }, limits);
      if (reply.kind === 'failed' && reply.isDeviceLost) {
        await host.close(`its device failed: ${reply.message}`);
        throw new SlcError(
          'model_not_ready',
          'The engine lost its device and is being replaced. Please try again in a moment.',
        );
      }
      if (reply.kind !== 'inferred') throw refusal(failureOf(reply));
      residentBytes = reply.residentBytes;
      cpuMs = reply.cpuMs;
      assertComplete(reply.outputs, outputs);
      return reply.outputs;
    },
  };
}

/** @returns the operators that run on the CPU although the engine is a GPU's; null where it does not know */
async function openModel(
  host: HostProcess,
  options: EngineProcessOptions,
): Promise<readonly string[] | null> {
  const { moduleUrl, compiledModelPath, threads, threadsAlone, startTimeoutMs, signal } = options;
  const reply = await host.request(
    { kind: 'open', moduleUrl: moduleUrl.href, compiledModelPath, options: { threads, threadsAlone } },
    { timeoutMs: startTimeoutMs, signal },
  );
  if (reply.kind === 'opened') return reply.operatorsOnCpu;
  throw new SlcError('invalid_model', `the engine could not open the compiled model: ${failureOf(reply)}`);
}

function assertComplete<Name extends OutputName>(
  found: Partial<EngineOutputs>,
  expected: readonly Name[],
): asserts found is EngineOutputs<Name> {
  const missing = expected.filter((name) => !found[name]);
  if (missing.length === 0) return;
  throw refusal(`expected the outputs ${expected.join(', ')}, got no ${missing.join(', ')}`);
}

function refusal(words: string): SlcError {
  return new SlcError('internal', 'The engine refused a batch.', { cause: new Error(words) });
}
