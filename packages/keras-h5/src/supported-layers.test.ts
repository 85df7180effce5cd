import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { supportedLayersTable } from './supported-layers.js';

const readme = new URL('../README.md', import.meta.url);
const section =
  /(<!-- layers: written by supported-layers.test.ts -->\n\n)[\s\S]*?(\n\n<!-- end of layers -->)/;

it('the README lists every layer and option that is read: run with UPDATE_README=1 to write it anew', () => {
  const text = readFileSync(readme, 'utf8');
  const updated = text.replace(section, (_, start, end) => `${start}${supportedLayersTable()}${end}`);
  expect(text).toMatch(section);
  if (process.env.UPDATE_README) writeFileSync(readme, updated);
  else expect(text).toBe(updated);
});
