import { randomUUID } from 'node:crypto';
import { link, open, readFile, realpath, rename, rm, utimes, writeFile } from 'node:fs/promises';
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
  /** What this run's lock says. */
  readonly #text: string;
  readonly #beat: NodeJS.Timeout;

  private constructor(path: string, text: string, beatMs: number) {
    this.#path = path;
    this.#text = text;
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
    // Its own mark: a run of this process that comes later has another lock.
    const text = JSON.stringify({ ...holder, mark: randomUUID() });
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      try {
        await writeFile(path, text, { flag: 'wx' });
        return new OutputLock(path, text, beatMs);
      } catch (cause) {
        if (Object(cause).code !== 'EEXIST') throw notWritable(path, cause);
      }
      const left = await readText(path);
      const other = holderIn(left);
      if (!(await isGone(path, { other, holder, beatMs }))) throw isWritten(file, path, other);
      await removeLeft(path, left);
    }
    throw isWritten(file, path, holderIn(await readText(path)));
  }

  /** May be called twice. */
  async release(): Promise<void> {
    clearInterval(this.#beat);
    // One that took its place keeps its lock.
    if ((await readText(this.#path)) === this.#text) await rm(this.#path, { force: true });
  }
}

/** @returns nothing where the lock is gone */
async function readText(path: string): Promise<string> {
  return await readFile(path, 'utf8').catch(() => '');
}

/** @returns null for a text that names no holder */
function holderIn(text: string): LockHolder | null {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/**
 * Removes the lock of a holder that is gone, by renaming it: of several runs that found it, one succeeds. A lock that another run
 * has taken since is put back.
 */
async function removeLeft(path: string, left: string): Promise<void> {
  const aside = `${path}.${randomUUID()}`;
  try {
    await rename(path, aside);
    if ((await readText(aside)) !== left) await link(aside, path);
  } catch {
    // Another run was quicker: the next try shows what there is now.
  } finally {
    await rm(aside, { force: true });
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
