import { SlcError } from '@slc/domain';
import { expect, it } from 'vitest';
import { Ledger } from './ledger.js';

const DAY_MS = 24 * 3_600_000;
const noon = Date.parse('2026-11-30T12:00:00Z');
const refused = new SlcError('invalid_request', 'the server refused it');

it('has an instance tried until it is settled, once in each search', () => {
  const ledger = new Ledger();
  expect([ledger.found('1', noon), ledger.found('1', noon), ledger.found('2', noon)]).toEqual([
    true,
    false,
    true,
  ]);
  ledger.settled('1', 'reported');
  ledger.settled('2', 'derived');
  ledger.searched({ isWhole: true });
  expect([ledger.found('1', noon), ledger.found('2', noon), ledger.found('3', noon)]).toEqual([
    false,
    false,
    true,
  ]);
});

it('tries twelve times over a day and a half, with pauses that grow', () => {
  const ledger = new Ledger();
  const triedAtMs: number[] = [];
  for (let nowMs = noon; nowMs < noon + 7 * DAY_MS; nowMs += 30_000) {
    if (ledger.found('1', nowMs)) {
      triedAtMs.push(nowMs - noon);
      ledger.failed('1', refused, nowMs);
    }
    ledger.searched({ isWhole: true });
  }
  expect(triedAtMs.slice(0, 5)).toEqual([0, 30_000, 150_000, 630_000, 2_550_000]);
  expect(triedAtMs).toHaveLength(12);
  expect(triedAtMs.at(-1)).toBeGreaterThan(1.5 * DAY_MS);
  expect(ledger.stateOf('1')).toEqual({ state: 'given-up', tries: 12, code: 'invalid_request' });
});

it('gives up an image that is at fault itself at once', () => {
  const ledger = new Ledger();
  const fault = new SlcError('invalid_image', 'broken');
  expect(ledger.failed('1', fault, noon)).toEqual({ state: 'given-up', tries: 1, code: 'invalid_image' });
  expect(ledger.found('1', noon + 365 * DAY_MS)).toBe(false);
});

it('forgets what a whole search does not find any more, and nothing after a part of one', () => {
  const ledger = new Ledger([
    ['1', { state: 'reported' }],
    ['2', { state: 'reported' }],
  ]);
  ledger.found('2', noon);
  ledger.searched({ isWhole: false });
  expect([...ledger.states.keys()]).toEqual(['1', '2']);
  expect(ledger.changes).toBe(0);
  ledger.found('2', noon);
  ledger.searched({ isWhole: true });
  expect([...ledger.states.keys()]).toEqual(['2']);
  expect(ledger.changes).toBe(1);
});

it('gives up an image whose answer took too long three times in a row, and none for other outages', () => {
  const tooLong = new SlcError('deadline_exceeded', 'no answer');
  const ledger = new Ledger();
  for (const error of [tooLong, tooLong, refused, tooLong, tooLong]) {
    expect(ledger.failed('1', error, noon)).toMatchObject({ state: 'failing' });
  }
  expect(ledger.failed('1', tooLong, noon)).toEqual({
    state: 'given-up',
    tries: 6,
    code: 'deadline_exceeded',
  });
});

it('names the images that have no report', () => {
  const ledger = new Ledger([
    ['1', { state: 'reported' }],
    ['2', { state: 'derived' }],
    ['3', { state: 'given-up', tries: 1, code: 'invalid_image' }],
  ]);
  ledger.failed('4', refused, noon);
  expect(ledger.unreported.map(({ code }) => code)).toEqual(['invalid_image', 'invalid_request']);
  ledger.settled('4', 'reported');
  expect(ledger.unreported).toHaveLength(1);
});
