import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { mutants } from '../../scripts/mutate-jpeg.mjs';
import { PILLOW, readFixture, sha256 } from '../../tests/pillow-references.js';
import { decodeImage } from '../decode-image.js';

/** Pillow's answers for the first mutants of these files: see scripts/fuzz-jpeg.mjs, which also tries more of them. */
const { bases, answers } = JSON.parse(
  readFileSync(new URL('../../fixtures/jpeg-mutants.json', import.meta.url), 'utf8'),
) as { readonly bases: readonly string[]; readonly answers: readonly string[] };

/**
 * By kind and file. Damaged data leave bytes before a restart marker as well; and a progressive scan that names fewer
 * coefficients lacks only zeros by chance.
 */
const LOOKS_DAMAGED = [
  'scan: other bytes before a restart marker, rgb-restarts.jpg',
  'header: one of Ss, Se, Ah and Al, rgb-420-progressive.jpg',
];

describe('mutated JPEG files', () => {
  const files = bases.map((name) => ({ name, bytes: readFixture(name) }));
  const tried = mutants(files, answers.length).map((mutant, i) => ({ ...mutant, pillow: answers[i] ?? '' }));

  it('are decoded as Pillow does or refused, and only those that Pillow reads as without the fault must be read', async () => {
    for (const { kind, name, bytes, pillow } of tried) {
      const original = PILLOW.decode[name];
      const mustBeRead =
        !LOOKS_DAMAGED.includes(`${kind}, ${name}`) &&
        pillow === `${original?.width} ${original?.height} ${original?.sha256}`;
      const decoded = await decodeImage(bytes, { maxBytes: bytes.length, maxPixels: 10_000_000 }).then(
        ({ width, height, data }) => `${width} ${height} ${sha256(data)}`,
        ({ code, message }) => {
          expect([code, mustBeRead], `${kind}, ${name}: ${message}`).toEqual(['invalid_image', false]);
          return pillow;
        },
      );
      expect(decoded, `${kind}, ${name}`).toBe(pillow);
    }
  });

  it('are refused when they are cut short, with an end marker, other bytes or nothing behind the cut', async () => {
    const cut = tried.filter(({ kind }) => kind.startsWith('cut short'));
    expect(cut.length).toBeGreaterThan(30);
    for (const { kind, bytes } of cut) {
      const message = kind.endsWith('an end marker')
        ? /its picture data are damaged$/
        : /got one that is cut short$/;
      const decoding = decodeImage(bytes, { maxBytes: bytes.length, maxPixels: 10_000_000 });
      await expect(decoding).rejects.toMatchObject({
        code: 'invalid_image',
        message: expect.stringMatching(message),
      });
    }
  });
});
