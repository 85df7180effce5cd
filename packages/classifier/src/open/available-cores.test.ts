import { describe, expect, it } from 'vitest';
import { availableCores } from './available-cores.js';
import { engineLayout } from './engine-layout.js';

function cores(schedulable: number, files: Readonly<Record<string, string>>): number {
  return availableCores({
    schedulable: () => schedulable,
    readText(path) {
      const text = files[path];
      if (text === undefined) throw new Error(`ENOENT ${path}`);
      return text;
    },
  });
}

const V2 = '0::/\n';
const V1 = '5:memory:/x\n4:cpu,cpuacct:/docker/abc\n';

describe('the cores available', () => {
  it.each<[string, number, Readonly<Record<string, string>>, number]>([
    ['no control group', 8, {}, 8],
    ['version 2, no quota', 8, { '/proc/self/cgroup': V2, '/sys/fs/cgroup/cpu.max': 'max 100000\n' }, 8],
    ['version 2, two cores', 8, { '/proc/self/cgroup': V2, '/sys/fs/cgroup/cpu.max': '200000 100000\n' }, 2],
    ['version 2, 2.5 cores', 8, { '/proc/self/cgroup': V2, '/sys/fs/cgroup/cpu.max': '250000 100000\n' }, 2],
    ['version 2, half a core', 8, { '/proc/self/cgroup': V2, '/sys/fs/cgroup/cpu.max': '50000 100000\n' }, 1],
    [
      'version 2, a quota of the group around',
      16,
      {
        '/proc/self/cgroup': '0::/pod/worker\n',
        '/sys/fs/cgroup/pod/worker/cpu.max': 'max 100000\n',
        '/sys/fs/cgroup/pod/cpu.max': '300000 100000\n',
      },
      3,
    ],
    [
      'version 1, in a container',
      8,
      {
        '/proc/self/cgroup': V1,
        '/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us': '400000\n',
        '/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us': '100000\n',
      },
      4,
    ],
    [
      'version 1, no quota',
      8,
      {
        '/proc/self/cgroup': V1,
        '/sys/fs/cgroup/cpu/docker/abc/cpu.cfs_quota_us': '-1\n',
        '/sys/fs/cgroup/cpu/docker/abc/cpu.cfs_period_us': '100000\n',
      },
      8,
    ],
    ['a quota above the cores', 2, { '/proc/self/cgroup': V2, '/sys/fs/cgroup/cpu.max': '800000 100000' }, 2],
  ])('%s', (_, schedulable, files, expected) => {
    expect(cores(schedulable, files)).toBe(expected);
  });
});

describe('the engines’ layout', () => {
  it.each([
    [1, { processes: 1, threads: 1, threadsAlone: 1 }],
    [2, { processes: 2, threads: 1, threadsAlone: 2 }],
    [3, { processes: 2, threads: 1, threadsAlone: 3 }],
    [4, { processes: 2, threads: 2, threadsAlone: 4 }],
    [8, { processes: 2, threads: 4, threadsAlone: 4 }],
    [16, { processes: 4, threads: 4, threadsAlone: 4 }],
  ])('of %i cores', (available, layout) => {
    expect(engineLayout({}, available)).toEqual(layout);
  });

  it.each([
    ['one process has every core', { processes: 1 }, { processes: 1, threads: 8, threadsAlone: 8 }],
    [
      'more processes than cores have a thread each',
      { processes: 12 },
      { processes: 12, threads: 1, threadsAlone: 4 },
    ],
    ['fewer threads make no more processes', { threads: 1 }, { processes: 2, threads: 1, threadsAlone: 1 }],
    [
      'more threads leave room for one process',
      { threads: 6 },
      { processes: 1, threads: 6, threadsAlone: 6 },
    ],
    [
      'nothing is left to follow',
      { processes: 3, threads: 3 },
      { processes: 3, threads: 3, threadsAlone: 3 },
    ],
  ])('where something is set, of 8 cores: %s', (_, set, layout) => {
    expect(engineLayout(set, 8)).toEqual(layout);
  });
});
