import { randomUUID } from 'node:crypto';
import { link, open, readFile, readlink, rename, rm, stat, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SlcError } from '@slc/domain';
import { makeDirectory } from '../make-directory.js';
import { systemCode } from './disk-fault.js';

const POLL_MS = 250;
/** How long an owner whose process cannot be looked up may give no sign of life before it counts as dead. */
const STALE_MS = 15_000;
const SIGN_OF_LIFE_MS = STALE_MS / 5;

interface Owner {
  readonly token: string;
  readonly pid: number;
  /** Names the set of process ids that `pid` belongs to: this machine and, in containers, their namespace. */
  readonly place: string;
}

/**
 * Waits until this process owns a lock file. An owner in the same place is looked up by its process id, so that the lock
 * of a killed process is taken over at once; any other owner shows that it lives by touching the file.
 *
 * @param options.onWait called about four times a second while another process holds the lock
 * @throws the file system's error when the folder cannot be written; the signal's reason
 */
export async function acquireFileLock(
  path: string,
  { signal, onWait }: { readonly signal: AbortSignal; onWait?(): void | Promise<void> },
): Promise<FileLock> {
  const mine: Owner = { token: randomUUID(), pid: process.pid, place: await thisPlace() };
  let formerOwnerMayLive = false;
  await makeDirectory(dirname(path));
  for (;;) {
    signal.throwIfAborted();
    if (await create(path, mine)) return hold(path, mine, formerOwnerMayLive);
    const found = await inspect(path, mine.place);
    if (found?.isStale) {
      formerOwnerMayLive ||= !found.isKnownDead;
      await removeStale(path, found.text);
      continue;
    }
    await onWait?.();
    await sleep(POLL_MS, undefined, { signal }).catch(() => {});
  }
}

/** @returns false when the lock file exists already */
async function create(path: string, owner: Owner): Promise<boolean> {
  try {
    const file = await open(path, 'wx');
    await file.writeFile(JSON.stringify(owner)).finally(() => file.close());
    return true;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    throw error;
  }
}

/** @returns undefined when the lock has been released meanwhile */
async function inspect(path: string, here: string) {
  try {
    const text = await readFile(path, 'utf8');
    const { mtimeMs } = await stat(path);
    const owner = parseOwner(text);
    const isKnownDead = owner?.place === here && !isAlive(owner.pid);
    return { text, isKnownDead, isStale: isKnownDead || Date.now() - mtimeMs > STALE_MS };
  } catch {
    return undefined;
  }
}

/** @returns undefined for a file that its creator has not written yet, or that is not a lock: then only its age counts */
function parseOwner(text: string): Owner | undefined {
  try {
    const owner: Partial<Owner> = JSON.parse(text);
    const { token, pid, place } = owner;
    const isWhole = typeof token === 'string' && typeof pid === 'number' && typeof place === 'string';
    return isWhole ? { token, pid, place } : undefined;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // A process of another user may not be signalled, but it lives.
    return systemCode(error) === 'EPERM';
  }
}

/**
 * Removes a stale lock by renaming, so that only one of several processes that found it stale does. A lock that changed
 * hands in between is put back.
 */
async function removeStale(path: string, staleText: string): Promise<void> {
  const aside = `${path}.${randomUUID()}`;
  try {
    await rename(path, aside);
    if ((await readFile(aside, 'utf8')) !== staleText) await link(aside, path);
  } catch {
    // Another process was quicker: the next inspection shows the new state.
  } finally {
    await rm(aside, { force: true });
  }
}

export type FileLock = ReturnType<typeof hold>;

function hold(path: string, mine: Owner, formerOwnerMayLive: boolean) {
  const text = JSON.stringify(mine);
  const signOfLife = setInterval(() => {
    const now = new Date();
    // `assertHeld` notices a lock that is gone.
    utimes(path, now, now).catch(() => {});
  }, SIGN_OF_LIFE_MS);
  signOfLife.unref();
  const isHeld = async () => (await readFile(path, 'utf8').catch(() => '')) === text;
  return {
    /** True where the former owner was only presumed dead: it may wake up and write again. */
    formerOwnerMayLive,
    /** @throws SlcError `model_not_ready` when another process has taken the lock because this one seemed dead */
    async assertHeld(): Promise<void> {
      if (await isHeld()) return;
      const message = 'Another process has taken over the download of this model.';
      throw new SlcError('model_not_ready', message, { retryAfterMs: 0 });
    },
    /** May be called twice. */
    async release(): Promise<void> {
      clearInterval(signOfLife);
      if (await isHeld()) await rm(path, { force: true });
    },
  };
}

async function thisPlace(): Promise<string> {
  // Two containers may have the same host name and must not ask for each other's process ids.
  const namespace = await readlink('/proc/self/ns/pid').catch(() => '');
  return `${hostname()} ${namespace}`;
}
