import { open, readFile, realpath, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { SlcError } from '@slc/domain';
import { notWritable } from '../not-writable.js';

/** The process that writes a file. */
export interface LockHolder {
  readonly pid: number;
  readonly host: string;
  /** Tells it from an earlier process of the same number, as in a container that was started again. */
  readonly startedAtMs: number;
}

export interface LockOptions {
  readonly holder?: LockHolder;
  /** How often the holder shows that it lives. */
  readonly beatMs?: number;
}

const THIS_PROCESS: LockHolder = {
  pid: process.pid,
  host: hostname(),
  startedAtMs: performance.timeOrigin,
};
const BEAT_MS = 2_000;
/** A holder on another machine that is silent for so many beats is gone. */
const SILENT_BEATS = 5;
const MOST_TRIES = 3;

/** Keeps a second run from a file that one writes: `FILE.lock` beside it, until it is released. */
export class OutputLock {
  readonly #path: string;
  readonly #beat: NodeJS.Timeout;

  private constructor(path: string, beatMs: number) {
    this.#path = path;
    this.#beat = setInterval(() => {
      const now = new Date();
      // One that somebody removed is not missed before the end.
      utimes(path, now, now).catch(() => {});
    }, beatMs).unref();
  }

  /**
   * Takes the place of a holder that is gone: on this machine its process has ended; on another it shows no life for ten seconds,
   * for which this waits.
   *
   * @throws SlcError `overloaded` where another run writes the file; `invalid_request` where there can be no lock
   */
  static async take(
    file: string,
    { holder = THIS_PROCESS, beatMs = BEAT_MS }: LockOptions = {},
  ): Promise<OutputLock> {
    const path = `${await realpath(file).catch(() => file)}.lock`;
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      try {
        await writeFile(path, JSON.stringify(holder), { flag: 'wx' });
        return new OutputLock(path, beatMs);
      } catch (cause) {
        if (Object(cause).code !== 'EEXIST') throw notWritable(path, cause);
      }
      const other = await readHolder(path);
      if (!(await isGone(path, { other, holder, beatMs }))) throw isWritten(file, path, other);
      await rm(path, { force: true });
    }
    throw isWritten(file, path, await readHolder(path));
  }

  /** May be called twice. */
  async release(): Promise<void> {
    clearInterval(this.#beat);
    await rm(this.#path, { force: true });
  }
}

/** @returns null where the lock is gone, or says of nobody */
async function readHolder(path: string): Promise<LockHolder | null> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch {
    return null;
  }
}

interface Rivals {
  readonly other: LockHolder | null;
  readonly holder: LockHolder;
  readonly beatMs: number;
}

async function isGone(path: string, { other, holder, beatMs }: Rivals): Promise<boolean> {
  if (other?.host === holder.host) {
    return other.pid === holder.pid ? other.startedAtMs !== holder.startedAtMs : !isRunning(other.pid);
  }
  const first = await lastBeat(path);
  for (let beat = 0; beat < SILENT_BEATS; beat++) {
    await sleep(beatMs);
    const last = await lastBeat(path);
    if (last === null) return true;
    if (last !== first) return false;
  }
  return true;
}

/** A network's file system tells the time anew to one that opens the file. */
async function lastBeat(path: string): Promise<number | null> {
  const file = await open(path).catch(() => null);
  try {
    return file && (await file.stat()).mtimeMs;
  } finally {
    await file?.close();
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return Object(error).code === 'EPERM';
  }
}

function isWritten(file: string, path: string, other: LockHolder | null): SlcError {
  const who = other ? `process ${other.pid} on ${other.host}` : 'another process';
  const message = `${file}: ${who} writes to it (${path}): expected one run a file, wait for that one or name another file`;
  return new SlcError('overloaded', message);
}
