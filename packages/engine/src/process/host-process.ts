import { type ChildProcess, fork } from 'node:child_process';
import { getPriority, setPriority } from 'node:os';
import { fileURLToPath } from 'node:url';

/** A child process that runs `engine-host.ts`. */
export interface HostProcess {
  readonly child: ChildProcess;
  /** Resolves when the process is gone, with how it ended: why it was killed, else such as `signal SIGSEGV`. */
  readonly gone: Promise<string>;
  /** @param reason for `gone`; only the first one counts */
  kill(reason: string): void;
  /** Kills the process and waits until it is gone. May be called twice. */
  close(reason?: string): Promise<void>;
}

/** @param pixelFd a file that the child inherits as `PIXEL_FILE_FD` */
export function forkHost(pixelFd?: number): HostProcess {
  const child = fork(fileURLToPath(new URL('./engine-host.js', import.meta.url)), {
    execArgv: [],
    env: { ...process.env, ...FRUGAL_MALLOC },
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc', pixelFd ?? 'ignore'],
  });
  lowerPriority(child.pid);
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
  return {
    child,
    gone,
    kill,
    async close(reason = 'it is no longer needed') {
      kill(reason);
      await gone;
    },
  };
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
