import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { getPriority, setPriority } from 'node:os';
import { fileURLToPath } from 'node:url';
import { SlcError, throwIfAborted } from '@slc/domain';
import { startDeadline } from './deadline.js';
import type { HostReply, HostRequest } from './host-protocol.js';
import { startMemoryWatch } from './memory-watch.js';

export interface RequestLimits {
  /** An engine that takes longer hangs. */
  readonly timeoutMs: number;
  /** An engine that holds more while it works is killed; without a limit where it is left out. */
  readonly mostResidentBytes?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A child process that runs `engine-host.ts`. */
export class HostProcess {
  /** Resolves when the process is gone, with how it ended: why it was killed, else such as `signal SIGSEGV`. */
  readonly gone: Promise<string>;
  readonly #child: ChildProcess;
  readonly #ended = new AbortController();
  #killedFor: string | undefined;

  /** @param pixelFd a file that the child inherits as `PIXEL_FILE_FD` */
  constructor(pixelFd?: number) {
    const child = fork(fileURLToPath(new URL('./engine-host.js', import.meta.url)), {
      execArgv: [],
      env: { ...process.env, ...FRUGAL_MALLOC },
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'inherit', 'ipc', pixelFd ?? 'ignore'],
    });
    lowerPriority(child.pid);
    this.#child = child;
    this.gone = new Promise((resolve) => {
      const end = (how: string) => {
        resolve(how);
        this.#ended.abort();
      };
      child.once('exit', (code, endedBy) => {
        if (this.#killedFor !== undefined && endedBy === 'SIGKILL') end(`killed: ${this.#killedFor}`);
        else end(endedBy === null ? `exit code ${code}` : `signal ${endedBy}`);
      });
      child.once('error', (error) => end(error.message));
    });
  }

  /**
   * Sends one request and waits for its reply. At the deadline, where it holds too much memory, when the signal aborts, or when the request cannot be sent,
   * the process is killed. The request fails once the process is gone, so that nothing else is sent to it in between.
   *
   * @throws SlcError `model_not_ready` when the process ends; as `abortError` when the signal aborts
   */
  async request(request: HostRequest, limits: RequestLimits): Promise<HostReply> {
    const { timeoutMs, mostResidentBytes = Number.POSITIVE_INFINITY, signal } = limits;
    throwIfAborted(signal);
    let fault = 'stopped while it worked on this image';
    const deadline = startDeadline(timeoutMs, () => {
      fault = `did not answer within ${timeoutMs} ms`;
      this.#kill(`it ${fault}`);
    });
    const memory = startMemoryWatch(this.#child.pid, mostResidentBytes, (heldBytes) => {
      fault = 'took more memory than it may';
      const [held, most] = [heldBytes, mostResidentBytes].map((bytes) => Math.floor(bytes / 2 ** 20));
      this.#kill(`it held ${held} MiB at work, more than ${most}`);
    });
    const onAbort = () => this.#kill('its request was given up');
    signal?.addEventListener('abort', onAbort);
    try {
      const reply = once(this.#child, 'message', { signal: this.#ended.signal });
      // The channel of a child that died breaks before its `exit` event.
      this.#child.send(request, (error) => error && this.#child.kill('SIGKILL'));
      const [message] = await reply;
      // The child is ours and speaks only this protocol.
      return message as HostReply;
    } catch {
      throwIfAborted(signal);
      const message = `The engine ${fault} and is being replaced. Please try again in a moment.`;
      throw new SlcError('model_not_ready', message);
    } finally {
      deadline.clear();
      memory.clear();
      signal?.removeEventListener('abort', onAbort);
    }
  }

  /** Kills the process and waits until it is gone. May be called twice; only the first reason counts. */
  async close(reason = 'it is no longer needed'): Promise<void> {
    this.#kill(reason);
    await this.gone;
  }

  #kill(reason: string): void {
    this.#killedFor ??= reason;
    this.#child.kill('SIGKILL');
  }
}

/**
 * Memory that an engine frees after opening a model goes back to the system. By default glibc raises this threshold with
 * each large block that is freed and keeps the next blocks of that size: a third of an engine's memory. Other C libraries
 * do not read the variable. https://man7.org/linux/man-pages/man3/mallopt.3.html
 */
const FRUGAL_MALLOC = { MALLOC_MMAP_THRESHOLD_: String(128 * 1_024) };

/** Steps of about ten percent each, in Linux. */
const ENGINE_NICENESS = 5;

/**
 * Under overload the cores go first to the process that answers: refusals would otherwise wait behind the work that they
 * protect. An engine that is alone on its cores is as fast as before.
 */
function lowerPriority(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    setPriority(pid, Math.min(getPriority() + ENGINE_NICENESS, 19));
  } catch {
    // Some systems do not let a process do this to its child. The engine works without it.
  }
}
