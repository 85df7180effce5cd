import type { FoundInstance } from '@slc/dicomweb';
import { type ErrorCode, SlcError } from '@slc/domain';
import { Random } from '@slc/evaluation';
import { expect, it } from 'vitest';
import { Ledger } from './ledger.js';
import { type Reported, type RoundCounts, type WatchOptions, watchArchive } from './watch-archive.js';

const PHOTOGRAPH = '1.2.840.10008.5.1.4.1.1.77.1.4';
const SECONDARY_CAPTURE = '1.2.840.10008.5.1.4.1.1.7';

/** An archive of so many photographs whose time is that of the test: a pause takes none, and the watch ends after some of them. */
class FakeArchive {
  instances: FoundInstance[];
  /** What reporting an instance does; `stored` unless the test says otherwise. */
  fate: (instance: string) => Reported | ErrorCode = () => 'stored';
  searchFault: ErrorCode | null = null;
  isServing = true;
  readonly reported: string[] = [];
  readonly said: unknown[] = [];
  readonly pausesMs: number[] = [];
  readonly ledger = new Ledger();
  nowMs = Date.parse('2026-11-30T12:00:00Z');
  underWay = 0;
  mostUnderWay = 0;
  saves = 0;
  changes = 0;
  readonly #interrupt = new AbortController();

  constructor(photographs: number) {
    this.instances = Array.from({ length: photographs }, (_, i) => instanceOf(`1.${i}`));
  }

  interrupt(): void {
    this.#interrupt.abort(new SlcError('cancelled', 'stopped'));
  }

  /** @param pauses after which it is interrupted */
  async watch({ pauses = 1, ...options }: Partial<WatchOptions> & { pauses?: number } = {}) {
    const archive = {
      search: () => this.#search(),
      begin: async () => ({
        report: (found: FoundInstance) => this.#report(found),
        isServing: async () => this.isServing,
        end: async () => {},
      }),
    };
    return await watchArchive(archive, {
      ledger: this.ledger,
      observer: {
        roundEnded: (counts: RoundCounts) => this.said.push(counts),
        failed: (instance, { state }, { code }) => this.said.push(`${instance} ${state} ${code}`),
        outage: ({ code }, pauseMs) => this.said.push(`outage ${code} ${pauseMs}`),
        outageEnded: () => this.said.push('back'),
      },
      ...{ parallel: 4, intervalMs: 10_000, once: false, signal: this.#interrupt.signal },
      nowMs: () => this.nowMs,
      // Keeps the order.
      random: () => 1 - Number.EPSILON,
      sleep: async (ms) => {
        this.nowMs += ms;
        if (this.pausesMs.push(ms) >= pauses) this.interrupt();
      },
      saveSoon: () => void this.changes++,
      saveNow: async () => void this.saves++,
      ...options,
    });
  }

  async *#search(): AsyncGenerator<FoundInstance> {
    if (this.searchFault) throw new SlcError(this.searchFault, 'no search');
    yield* this.instances;
  }

  async #report({ instance }: FoundInstance): Promise<Reported> {
    this.mostUnderWay = Math.max(this.mostUnderWay, ++this.underWay);
    await new Promise<void>((resolve) => setImmediate(resolve));
    this.underWay--;
    this.reported.push(instance);
    const fate = this.fate(instance);
    if (fate === 'stored' || fate === 'there' || fate === 'derived') return fate;
    throw new SlcError(fate, 'no report');
  }
}

function instanceOf(instance: string, sopClass = PHOTOGRAPH): FoundInstance {
  return { study: '1', series: '1', instance, sopClass, modality: 'XC' };
}

const CANCELLED = { code: 'cancelled' };

it('reports each instance once, a few at a time, and those that come later after a pause', async () => {
  const archive = new FakeArchive(30);
  await expect(archive.watch(laterComes(archive))).rejects.toMatchObject(CANCELLED);
  expect(archive.reported).toHaveLength(31);
  expect(new Set(archive.reported).size).toBe(31);
  expect(archive.mostUnderWay).toBe(4);
  expect(archive.said).toEqual([
    { stored: 30, there: 0, derived: 0, failed: 0 },
    { stored: 1, there: 0, derived: 0, failed: 0 },
  ]);
});

function laterComes(archive: FakeArchive): Pick<WatchOptions, 'sleep'> {
  let pauses = 0;
  return {
    async sleep() {
      archive.instances.push(instanceOf('2.0'));
      if (++pauses === 2) archive.interrupt();
    },
  };
}

it('takes at most 500 instances at a time from a long search, and goes on without a pause', async () => {
  const archive = new FakeArchive(1_200);
  expect(await archive.watch({ once: true })).toEqual([]);
  expect(archive.said.map((counts) => (counts as RoundCounts).stored)).toEqual([500, 500, 200]);
  expect(archive.pausesMs).toEqual([]);
  // One for each round, and one for the search that finds nothing new.
  expect(archive.saves).toBe(4);
});

it('goes on behind instances that fail, and tries them again when their pause is over', async () => {
  const archive = new FakeArchive(30);
  archive.fate = (instance) => {
    if (instance === '1.3') return 'invalid_image';
    return instance === '1.5' ? 'invalid_request' : 'stored';
  };
  await expect(archive.watch({ pauses: 6 })).rejects.toMatchObject(CANCELLED);
  expect(archive.reported.filter((each) => each === '1.3')).toHaveLength(1);
  // At once, and after more than 30 s; the next would be after two minutes.
  expect(archive.reported.filter((each) => each === '1.5')).toHaveLength(2);
  expect(archive.said).toEqual([
    '1.3 given-up invalid_image',
    '1.5 failing invalid_request',
    { stored: 28, there: 0, derived: 0, failed: 2 },
    '1.5 failing invalid_request',
    { stored: 0, there: 0, derived: 0, failed: 1 },
  ]);
});

it('counts broken images with once, however many come in a row, and ends', async () => {
  const archive = new FakeArchive(30);
  archive.fate = () => 'unsupported_media_type';
  expect(await archive.watch({ once: true })).toHaveLength(30);
  expect(archive.reported).toHaveLength(30);
});

it('names with once what an earlier run could not report, and not what is no longer there', async () => {
  const archive = new FakeArchive(5);
  archive.fate = (instance) => (instance < '1.3' ? 'invalid_image' : 'stored');
  expect(await archive.watch({ once: true })).toHaveLength(3);
  archive.instances.shift();
  const again = await archive.watch({ once: true });
  expect(again.map(({ code }) => code)).toEqual(['invalid_image', 'invalid_image']);
  expect(archive.reported).toHaveLength(5);
});

it('ends the tries of an image whose answer takes too long three times, while others have theirs', async () => {
  const archive = new FakeArchive(5);
  archive.fate = (instance) => (instance === '1.0' ? 'deadline_exceeded' : 'stored');
  await expect(archive.watch({ pauses: 100 })).rejects.toMatchObject(CANCELLED);
  expect(archive.said.filter((each) => typeof each === 'string')).toEqual([
    '1.0 failing deadline_exceeded',
    '1.0 failing deadline_exceeded',
    '1.0 given-up deadline_exceeded',
  ]);
  expect(archive.reported.filter((each) => each === '1.0')).toHaveLength(3);
});

it('counts no try during an outage, pauses longer each time, and says when it is over', async () => {
  const archive = new FakeArchive(30);
  archive.fate = () => 'overloaded';
  archive.isServing = false;
  await expect(
    archive.watch({
      async sleep(ms) {
        archive.pausesMs.push(ms);
        if (archive.pausesMs.length === 2) archive.searchFault = 'deadline_exceeded';
        if (archive.pausesMs.length === 8) {
          archive.searchFault = null;
          archive.fate = () => 'stored';
        }
        if (archive.pausesMs.length === 9) archive.interrupt();
      },
    }),
  ).rejects.toMatchObject(CANCELLED);
  expect(archive.pausesMs).toEqual([
    10_000, 20_000, 40_000, 80_000, 160_000, 300_000, 300_000, 300_000, 10_000,
  ]);
  // Each of the first two rounds ended when it was clear; which of those under way came first does not matter.
  expect(archive.said.filter((each) => typeof each === 'string' && !each.startsWith('outage'))).toEqual([
    'back',
  ]);
  expect(archive.ledger.stateOf('1.0')).toEqual({ state: 'reported' });
  expect(archive.reported.length).toBeLessThan(30 + 2 * 12);
});

it('counts a try where server and model serve others', async () => {
  const archive = new FakeArchive(5);
  archive.fate = (instance) => (instance === '1.0' ? 'model_not_ready' : 'stored');
  expect(await archive.watch({ once: true })).toHaveLength(1);
  expect(archive.ledger.stateOf('1.0')).toMatchObject({
    state: 'failing',
    tries: 1,
    code: 'model_not_ready',
  });
});

it('stops a round in which all fail for another reason than their images', async () => {
  const archive = new FakeArchive(100);
  archive.fate = () => 'unauthenticated';
  await expect(archive.watch({ once: true })).rejects.toMatchObject({ code: 'unauthenticated' });
  expect(archive.reported.length).toBeLessThan(12);
});

it('ends at a first search that fails for good, and at another model; later faults of a search are waited out', async () => {
  const wrong = new FakeArchive(1);
  wrong.searchFault = 'not_found';
  await expect(wrong.watch()).rejects.toMatchObject({ code: 'not_found' });

  const starting = new FakeArchive(1);
  starting.searchFault = 'overloaded';
  await expect(starting.watch()).rejects.toMatchObject(CANCELLED);
  await expect(starting.watch({ once: true })).rejects.toMatchObject(CANCELLED);

  const other = new FakeArchive(20);
  other.fate = () => 'unsupported_model';
  await expect(other.watch()).rejects.toMatchObject({ code: 'unsupported_model' });
  expect(other.reported.length).toBeLessThanOrEqual(4);

  const later = new FakeArchive(1);
  const sleep = async (ms: number) => {
    if (later.pausesMs.push(ms) === 1) later.searchFault = 'not_found';
    else later.interrupt();
  };
  await expect(later.watch({ sleep })).rejects.toMatchObject(CANCELLED);
  expect(later.said.at(-1)).toBe('outage not_found 10000');
});

it('reports photographs before Secondary Captures, and never one that turns out to be made of them', async () => {
  const archive = new FakeArchive(0);
  archive.instances = [
    instanceOf('3.1', SECONDARY_CAPTURE),
    instanceOf('3.2', SECONDARY_CAPTURE),
    instanceOf('1.0'),
  ];
  archive.fate = (instance) => {
    if (instance === '1.0') archive.ledger.settled('3.1', 'derived');
    return instance === '3.2' ? 'derived' : 'stored';
  };
  expect(await archive.watch({ once: true, parallel: 1 })).toEqual([]);
  expect(archive.reported).toEqual(['1.0', '3.2']);
});

it('shares an archive with another run, since each takes the images in an order of its own', async () => {
  const stored = new Set<string>();
  const runs = [1, 2].map((seed) => {
    const numbers = Random.seeded(seed);
    const random = () => numbers.uniform();
    const archive = new FakeArchive(100);
    archive.fate = (instance) => {
      if (stored.has(instance)) return 'there';
      stored.add(instance);
      return 'stored';
    };
    return archive.watch({ once: true, parallel: 1, random }).then(() => archive.said[0] as RoundCounts);
  });
  const [first, second] = await Promise.all(runs);
  expect((first?.stored ?? 0) + (second?.stored ?? 0)).toBe(100);
  expect(Math.min(first?.stored ?? 0, second?.stored ?? 0)).toBeGreaterThan(30);
});

it('keeps what it knows when it is interrupted', async () => {
  const archive = new FakeArchive(30);
  archive.fate = (instance) => {
    if (instance === '1.7') archive.interrupt();
    return 'stored';
  };
  await expect(archive.watch()).rejects.toMatchObject(CANCELLED);
  expect(archive.saves).toBe(1);
  // Each image is said to be done when it is, since a run may be killed in the midst of a round.
  expect(archive.changes).toBe(archive.reported.length);
  expect(archive.ledger.stateOf('1.7')).toEqual({ state: 'reported' });
  expect(archive.reported.length).toBeLessThan(12);
});
