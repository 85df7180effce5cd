import { readFileSync } from 'node:fs';
import { parseManifest } from '@slc/domain';
import { expect, it } from 'vitest';
import { warnOfModel } from './measured-text.js';

const file = new URL('../../models/compact-lite0/manifest.json', import.meta.url);
const manifest = parseManifest(JSON.parse(readFileSync(file, 'utf8')));
const WARNING =
  'slc: m.json: int8 was measured on another compiled network than this one: its figures may not hold (slc quantize measures it anew)\n';

it.each([
  { isAsMeasured: true, expected: [] },
  { isAsMeasured: false, expected: [WARNING] },
])('a model whose network is as it was measured ($isAsMeasured) gives these warnings', (each) => {
  const complaints: string[] = [];
  const complain = (text: string) => void complaints.push(text);
  warnOfModel({ manifest, isAsMeasured: each.isAsMeasured }, 'm.json', { complain });
  expect(complaints).toEqual(each.expected);
});
