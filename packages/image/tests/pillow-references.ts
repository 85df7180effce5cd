import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

interface PillowReferences {
  readonly decode: Readonly<Record<string, { width: number; height: number; sha256: string }>>;
  readonly preprocess: Readonly<Record<string, string>>;
  readonly photographs: Readonly<Record<string, PhotographReferences>>;
}

interface PhotographReferences {
  readonly rgb: string;
  readonly 'none nearest 224x224': string;
  readonly 'centre-square bilinear-antialiased 224x224': string;
}

/** Pillow's results for the fixtures: see scripts/make_pillow_references.py. */
export const PILLOW: PillowReferences = JSON.parse(
  readFileSync(new URL('../fixtures/pillow-references.json', import.meta.url), 'utf8'),
);

/** Bytes of one of the drawn files. */
export function readFixture(name: string): Buffer {
  return readFileSync(new URL(`../fixtures/files/${name}`, import.meta.url));
}

export function sha256(data: Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}
