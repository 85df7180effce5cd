import { expect, it } from 'vitest';
import type { EngineProcess } from './engine-process.js';
import { type EngineCounts, EngineRoster } from './engine-roster.js';

const LIMIT_BYTES = 100;

function setUp() {
  const counts: EngineCounts[] = [];
  const closed: (string | undefined)[] = [];
  const roster = new EngineRoster((now) => counts.push(now));
  const add = () => {
    const process = {
      residentBytes: 0,
      cpuMs: 0,
      operatorsOnCpu: [],
      gone: new Promise<string>(() => {}),
      infer: () => Promise.reject(new Error('unused')),
      close: async (reason?: string) => void closed.push(reason),
    } satisfies EngineProcess;
    return { process, engine: roster.add(process) };
  };
  return { roster, counts, closed, add };
}

it('gives work to the engine that has been idle for longest', () => {
  const { roster, add } = setUp();
  const [first, second] = [add().engine, add().engine];
  expect(roster.take()).toBe(first);
  expect(roster.take()).toBe(second);
  expect(roster.take()).toBe(undefined);
  roster.finish(second, LIMIT_BYTES);
  roster.finish(first, LIMIT_BYTES);
  expect(roster.take()).toBe(second);
});

it('does not count an engine as responsive while it is silent, also beside its successor', () => {
  const { roster, counts, add } = setUp();
  const { engine, process } = add();
  process.residentBytes = LIMIT_BYTES + 1;
  roster.take();
  roster.finish(engine, LIMIT_BYTES);
  expect(engine).toMatchObject({ state: 'idle', tenure: 'succeeding' });
  roster.take();
  roster.fallSilent(engine);
  add();
  roster.leave(engine);
  expect(engine).toMatchObject({ state: 'silent', tenure: 'leaving' });
  expect(counts.at(-1)).toEqual({ live: 2, responsive: 1 });
  roster.finish(engine, LIMIT_BYTES);
  expect(engine.state).toBe('gone');
  expect(counts.at(-1)).toEqual({ live: 1, responsive: 1 });
});

it('lets one engine at a time be succeeded, the next when it has left', () => {
  const { roster, add, closed } = setUp();
  const [first, second] = [add(), add()].map(({ engine, process }) => {
    process.residentBytes = LIMIT_BYTES + 1;
    return engine;
  });
  if (!first || !second) throw new Error('expected two engines');
  for (const engine of [first, second]) {
    roster.take();
    roster.finish(engine, LIMIT_BYTES);
  }
  expect([first.tenure, second.tenure]).toEqual(['succeeding', 'outgrown']);
  roster.leave(first);
  expect([first.state, second.tenure]).toEqual(['gone', 'succeeding']);
  expect(closed).toEqual(['it held 0 MiB, more than 0']);
});
