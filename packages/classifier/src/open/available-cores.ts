import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

export interface CoresSource {
  /** Cores that the process may be scheduled on. */
  schedulable(): number;
  /** @throws Error for a file that does not exist */
  readText(path: string): string;
}

/**
 * Cores that this process can use: those it may be scheduled on, and no more than the CPU quota of its control group or of
 * one around it, which is what a container's limit is. Node counts the former only (libuv's count respects quotas from Node 22
 * on). Part of a core does not count: threads that share it would be throttled together.
 */
export function availableCores(source: CoresSource = SYSTEM): number {
  const quotas = quotaFiles(source).flatMap((read) => {
    const quota = read(source);
    return quota === undefined ? [] : [Math.floor(quota)];
  });
  return Math.max(1, Math.min(source.schedulable(), ...quotas));
}

const SYSTEM: CoresSource = {
  schedulable: availableParallelism,
  readText: (path) => readFileSync(path, 'utf8'),
};

const ROOT = '/sys/fs/cgroup';

type QuotaReader = (source: CoresSource) => number | undefined;

/**
 * Each line of /proc/self/cgroup is `number:controllers:path`: without controllers that of version 2. Inside a container
 * the path may be one of the host's, which is not mounted: then the group's files are those at the root.
 */
function quotaFiles(source: CoresSource): readonly QuotaReader[] {
  const readers: QuotaReader[] = [];
  for (const line of (textOf(source, '/proc/self/cgroup') ?? '').split('\n')) {
    const [, controllers, path] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    if (controllers === undefined || path === undefined) continue;
    if (controllers === '') readers.push(...groupsUpFrom(path).map((group) => quotaOfVersion2(ROOT + group)));
    if (controllers.split(',').includes('cpu')) {
      readers.push(...groupsUpFrom(path).map((group) => quotaOfVersion1(`${ROOT}/${controllers}${group}`)));
      readers.push(...groupsUpFrom(path).map((group) => quotaOfVersion1(`${ROOT}/cpu${group}`)));
    }
  }
  return readers;
}

/** '/a/b' → '/a/b', '/a', '' */
function groupsUpFrom(path: string): readonly string[] {
  const parts = path.split('/').filter(Boolean);
  return Array.from({ length: parts.length + 1 }, (_, i) =>
    parts
      .slice(0, parts.length - i)
      .map((part) => `/${part}`)
      .join(''),
  );
}

/** `cpu.max` holds `QUOTA PERIOD`, or `max PERIOD` without a quota. */
function quotaOfVersion2(folder: string): QuotaReader {
  return (source) =>
    ratio(...((textOf(source, `${folder}/cpu.max`) ?? '').split(/\s+/) as [string?, string?]));
}

/** A quota of -1 is none. */
function quotaOfVersion1(folder: string): QuotaReader {
  return (source) =>
    ratio(textOf(source, `${folder}/cpu.cfs_quota_us`), textOf(source, `${folder}/cpu.cfs_period_us`));
}

function ratio(quota?: string, period?: string): number | undefined {
  const value = Number.parseInt(quota ?? '', 10) / Number.parseInt(period ?? '', 10);
  return value > 0 && Number.isFinite(value) ? value : undefined;
}

function textOf({ readText }: CoresSource, path: string): string | undefined {
  try {
    return readText(path);
  } catch {
    // No such control group, or no Linux: no quota is known.
    return undefined;
  }
}
