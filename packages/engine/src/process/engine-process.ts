import { type ChildProcess, fork } from 'node:child_process';
import { getPriority, setPriority } from 'node:os';
import { fileURLToPath } from 'node:url';
import { abortError, type OutputName, SlcError } from '@slc/domain';
import type { EngineOutputs } from '../engine.js';
import type { HostReply, HostRequest } from './host-protocol.js';
import { createPixelFile, type PixelFile } from './pixel-file.js';

export interface EngineProcessOptions {
  /** An `EngineModule`; the child imports it. */
  readonly moduleUrl: URL;
  readonly compiledModelPath: string;
  readonly threads: number;
  readonly startTimeoutMs: number;
  /** Gives up the start: the process is killed. */
  readonly signal?: AbortSignal | undefined;
}

/** One engine in a process of its own. It takes one batch at a time. */
export interface EngineProcess {
  /**
   * @param images of one batch, each (height, width, 3), RGB 0..255
   * @param outputs the names of those that are wanted
   * @param timeoutMs a batch that takes longer means a hanging engine: the process is killed
   * @throws SlcError `model_not_ready` when the process dies under the batch, `internal` when the engine refuses it
   */
  infer<Name extends OutputName>(
    images: readonly Uint8Array[],
    outputs: readonly Name[],
    timeoutMs: number,
  ): Promise<EngineOutputs<Name>>;
  /** Resident memory after the last batch; 0 before the first. */
  readonly residentBytes: number;
  /** Resolves when the process is gone, with how it ended: why it was killed, else such as `signal SIGSEGV`. */
  readonly gone: Promise<string>;
  /** Kills the process and waits until it is gone. May be called twice. @param reason for `gone` */
  close(reason?: string): Promise<void>;
}

/**
 * Forks an engine process and opens its model.
 *
 * @throws SlcError `invalid_model` with the engine's words when it cannot open the model; `model_not_ready` when the
 *   process dies or does not answer in time
 */
export async function startEngineProcess(options: EngineProcessOptions): Promise<EngineProcess> {
  const { moduleUrl, compiledModelPath, threads, startTimeoutMs, signal } = options;
  signal?.throwIfAborted();
  const pixelFile = createPixelFile();
  const host = forkHost(pixelFile);
  const { kill, gone, close } = host;
  void gone.then(pixelFile.close);
  const open: HostRequest = {
    kind: 'open',
    moduleUrl: moduleUrl.href,
    compiledModelPath,
    options: { threads },
  };
  const giveUp = () => kill('its start was given up');
  signal?.addEventListener('abort', giveUp);
  const reply = await ask(host, open, startTimeoutMs)
    .catch(async (cause) => {
      await close();
      throw signal?.aborted ? signal.reason : cause;
    })
    .finally(() => signal?.removeEventListener('abort', giveUp));
  if (reply.kind !== 'opened') {
    await close();
    const words = reply.kind === 'failed' ? reply.message : `unexpected reply ${reply.kind}`;
    throw new SlcError('invalid_model', `the engine could not open the compiled model: ${words}`);
  }

  let residentBytes = 0;
  return {
    gone,
    close,
    get residentBytes() {
      return residentBytes;
    },
    async infer(images, outputs, timeoutMs) {
      const bytes = pixelFile.write(images);
      const batch: HostRequest = { kind: 'infer', bytes, batchSize: images.length, outputs };
      const answer = await ask(host, batch, timeoutMs);
      if (answer.kind === 'inferred') {
        residentBytes = answer.residentBytes;
        assertGiven(answer.outputs, outputs);
        return answer.outputs;
      }
      const words = answer.kind === 'failed' ? answer.message : `unexpected reply ${answer.kind}`;
      throw refusal(words);
    },
  };
}

function assertGiven<Name extends OutputName>(
  given: Partial<EngineOutputs>,
  wanted: readonly Name[],
): asserts given is EngineOutputs<Name> {
  const missing = wanted.filter((name) => !given[name]);
  if (missing.length > 0)
    throw refusal(`expected the outputs ${wanted.join(', ')}, got no ${missing.join(', ')}`);
}

function refusal(words: string): SlcError {
  return new SlcError('internal', 'The engine refused a batch.', { cause: new Error(words) });
}

export interface ProbeEngineOptions {
  /** An `EngineModule`; a child process of this call imports it. */
  readonly moduleUrl: URL;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Asks an engine, in a process that ends with the answer, whether it can be had on this machine.
 *
 * @returns what it runs on, in words
 * @throws Error saying what is missing and how to get it; SlcError `cancelled` from the signal
 */
export async function probeEngine({ moduleUrl, timeoutMs, signal }: ProbeEngineOptions): Promise<string> {
  signal?.throwIfAborted();
  const host = forkHost();
  const { kill, close } = host;
  const stop = () => kill('its probe was given up');
  signal?.addEventListener('abort', stop, { once: true });
  try {
    const reply = await ask(host, { kind: 'probe', moduleUrl: moduleUrl.href }, timeoutMs);
    if (reply.kind === 'probed') return reply.device;
    throw new Error(reply.kind === 'failed' ? reply.message : `unexpected reply ${reply.kind}`);
  } catch (error) {
    if (signal?.aborted) throw abortError(signal.reason);
    throw error;
  } finally {
    signal?.removeEventListener('abort', stop);
    await close();
  }
}

interface Host extends Pick<EngineProcess, 'gone' | 'close'> {
  readonly child: ChildProcess;
  /** Only the first reason counts. */
  kill(reason: string): void;
}

function forkHost(pixelFile?: PixelFile): Host {
  const child = fork(fileURLToPath(new URL('./engine-host.js', import.meta.url)), {
    execArgv: [],
    env: { ...process.env, ...FRUGAL_MALLOC },
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc', pixelFile?.fd ?? 'ignore'],
  });
  yieldToServer(child.pid);
  let killedFor: string | undefined;
  const kill = (reason: string) => {
    killedFor ??= reason;
    child.kill('SIGKILL');
  };
  const gone = new Promise<string>((resolve) => {
    child.once('exit', (code, endedBy) => {
      if (killedFor !== undefined && endedBy === 'SIGKILL') resolve(`killed: ${killedFor}`);
      else resolve(endedBy === null ? `exit code ${code}` : `signal ${endedBy}`);
    });
    child.once('error', (error) => resolve(error.message));
  });
  const close = async (reason = 'it is no longer wanted') => {
    kill(reason);
    await gone;
  };
  return { child, kill, gone, close };
}

/**
 * What an engine frees after opening a model goes back to the system. Left to itself glibc raises this threshold with
 * each large block that is freed, and keeps the next ones of that size for ever: a third of an engine's memory. Other
 * C libraries do not read it. https://man7.org/linux/man-pages/man3/mallopt.3.html
 */
const FRUGAL_MALLOC = { MALLOC_MMAP_THRESHOLD_: String(128 * 1_024) };

/**
 * Under overload the cores must go first to what answers: refusals would otherwise wait behind the very work that
 * they protect. The kernel counts in steps of about ten percent; alone on its cores the engine is as fast as before.
 */
function yieldToServer(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    setPriority(pid, Math.min(getPriority() + ENGINE_NICENESS, 19));
  } catch {
    // Not everywhere may a process do this to its child; it works without.
  }
}

const ENGINE_NICENESS = 5;

/**
 * Sends one request and waits for its reply or the child's end. At the deadline, or when it cannot be sent, the child is
 * killed; the request then fails when the child is known to be gone, so that nobody gives it another one meanwhile.
 */
function ask({ child, kill, gone }: Host, request: HostRequest, timeoutMs: number): Promise<HostReply> {
  return new Promise((resolve, reject) => {
    let reason = 'The engine stopped while it worked on this image and is being replaced.';
    let verdict: NodeJS.Immediate | undefined;
    const timeout = setTimeout(() => {
      // After a stall of this process the timer comes before the reply that has been there all along: that is read first.
      verdict = setImmediate(() => {
        verdict = setImmediate(() => {
          reason = `The engine did not answer within ${timeoutMs} ms and is being replaced.`;
          kill(`it did not answer within ${timeoutMs} ms`);
        });
      });
    }, timeoutMs);
    const onMessage = (message: unknown) => {
      settle();
      // The child is ours and speaks only this protocol.
      resolve(message as HostReply);
    };
    const onGone = () => {
      settle();
      reject(new SlcError('model_not_ready', `${reason} Please try again in a moment.`));
    };
    const settle = () => {
      clearTimeout(timeout);
      clearImmediate(verdict);
      child.off('message', onMessage);
      child.off('exit', onGone);
      child.off('error', onGone);
    };
    child.once('message', onMessage);
    child.once('exit', onGone);
    child.once('error', onGone);
    child.send(request, (error) => {
      if (!error) return;
      // The channel of a child that died breaks before its end is told; of one that was told earlier nothing more comes.
      child.kill('SIGKILL');
      void gone.then(onGone);
    });
  });
}
