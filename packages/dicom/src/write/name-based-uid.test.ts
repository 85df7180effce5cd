import { expect, it } from 'vitest';
import { nameBasedUid } from './name-based-uid.js';

it('gives the same UID for a name on every machine, and another for another name', () => {
  expect(nameBasedUid('report')).toBe(nameBasedUid('report'));
  expect(nameBasedUid('report')).not.toBe(nameBasedUid('reports'));
});

it('gives a UUID of version 5 and RFC 9562’s variant, as one whole number under 2.25', () => {
  const [, digits] = /^2\.25\.(\d{1,39})$/.exec(nameBasedUid('report')) ?? [];
  const uuid = BigInt(digits ?? 0)
    .toString(16)
    .padStart(32, '0');
  expect(uuid).toMatch(/^.{12}5.{3}[89ab]/);
});
