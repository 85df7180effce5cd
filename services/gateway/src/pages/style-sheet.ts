import { readFileSync } from 'node:fs';
import { chartStyles } from '@slc/charts';

const FOLDER = new URL('../../styles/', import.meta.url);

/** In the order of the cascade. */
const PARTS = [
  'base',
  'frame',
  'form',
  'queue',
  'tables',
  'result',
  'model',
  'api',
  'preferences',
  'print',
] as const;

/** The pages' one style sheet: colours and charts, then the parts of the pages, one subject a file. */
export function styleSheet(): string {
  const parts = PARTS.map((part) => readFileSync(new URL(`${part}.css`, FOLDER), 'utf8'));
  return [chartStyles(), ...parts].join('\n');
}
