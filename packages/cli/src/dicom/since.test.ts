import { expect, it } from 'vitest';
import { readSince, studyDates } from './since.js';

const now = Date.parse('2026-11-30T01:00:00Z');

it('reads a day, and a number of days that moves with the current one', () => {
  expect(studyDates(readSince('2026-11-01'), now)).toBe('20261101-');
  expect(studyDates(readSince('7d'), now)).toBe('20261122-');
  expect(studyDates(readSince('0d'), now)).toBe('20261129-');
});

it('refuses what is no day', () => {
  for (const text of ['yesterday', '2026-02-30', '2026-13-01', '20261101', '7', '-7d', '']) {
    expect(() => readSince(text)).toThrow('expected a day such as 2026-11-01');
  }
});
