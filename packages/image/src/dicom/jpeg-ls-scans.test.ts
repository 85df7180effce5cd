import { describe, expect, it } from 'vitest';
import { hasWholeScans } from './jpeg-ls-scans.js';
import { readJpegStream } from './jpeg-stream.js';

const HEADER = 'ffd8fff7000b080028002001011100';
const SCAN = 'ffda0008010100000000';
/** Five bytes for 40 rows. */
const DATA = 'ff7f123456';

function isWhole(hex: string): boolean {
  const bytes = Buffer.from(hex, 'hex');
  const stream = readJpegStream(bytes);
  if (stream === undefined) throw new Error('expected a frame header');
  return hasWholeScans(bytes, stream);
}

describe('hasWholeScans', () => {
  it.each([
    ['a scan and the end', `${HEADER}${SCAN}${DATA}ffd9`],
    ['bytes behind the end', `${HEADER}${SCAN}${DATA}ffd900ff`],
    ['a comment, restarts and fill bytes', `${HEADER}fffe0004aaff${SCAN}${DATA}ffd0${DATA}ffffd9`],
  ])('accepts %s', (_name, hex) => {
    expect(isWhole(hex)).toBe(true);
  });

  it('accepts a scan for each colour, and refuses more', () => {
    const colours = 'ffd8fff70011080028002003011100021100031100';
    const scan = `${SCAN}${DATA}`;
    expect(isWhole(`${colours}${scan.repeat(3)}ffd9`)).toBe(true);
    expect(isWhole(`${colours}${scan.repeat(4)}ffd9`)).toBe(false);
  });

  it('refuses a stream that is cut short anywhere behind its frame header', () => {
    const whole = `${HEADER}${SCAN}${DATA}ffd9`;
    for (let end = HEADER.length; end < whole.length; end += 2)
      expect(isWhole(whole.slice(0, end))).toBe(false);
  });

  it.each([
    ['fewer bytes than rows take', `${HEADER}${SCAN}ff7f1234ffd9`],
    ['no scan', `${HEADER}ffd9`],
    ['something else between segments', `${HEADER}00${SCAN}${DATA}ffd9`],
    ['a thousand comments', `${HEADER}${'fffe0002'.repeat(1_000)}${SCAN}${DATA}ffd9`],
  ])('refuses %s', (_name, hex) => {
    expect(isWhole(hex)).toBe(false);
  });
});
