import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { KNOWN_CLASSES, type LesionClass, unknownClass } from '@slc/domain';
import type { LabelledAnswers } from '../dist/index.js';

/** Answers, and what scikit-learn, scipy and numpy say of them: scripts/make-references.py wrote both. */
export interface Reference {
  readonly name: string;
  readonly answers: LabelledAnswers;
  readonly temperature: number;
  readonly prevalence: number | undefined;
  /** Of the bootstrap. */
  readonly draws: number;
  readonly seed: number;
  readonly expected: { readonly evaluate: object; readonly compare: ExpectedComparison };
}

export interface ExpectedComparison {
  /** Which images the models answer differently. */
  readonly differing: readonly number[];
}

export const REFERENCES: readonly Reference[] = ['degenerate', 'synthetic', 'real'].flatMap(readReferences);

function readReferences(file: string): Reference[] {
  const bytes = readFileSync(new URL(`../fixtures/${file}.json.gz`, import.meta.url));
  const { draws, seed, references } = JSON.parse(gunzipSync(bytes).toString()) as {
    readonly draws: number;
    readonly seed: number;
    readonly references: Readonly<Record<string, StoredReference>>;
  };
  return Object.entries(references).map(([name, stored]) => {
    const bytes = Uint8Array.from(Buffer.from(stored.logits, 'base64'));
    return {
      name,
      answers: {
        classes: stored.classes.map((id): LesionClass => KNOWN_CLASSES.get(id) ?? unknownClass(0)),
        logits: Float64Array.from(new Float32Array(bytes.buffer)),
        labels: Int32Array.from(stored.labels),
        groups: Int32Array.from(stored.groups),
      },
      temperature: stored.temperature,
      prevalence: stored.prevalence ?? undefined,
      draws,
      seed,
      expected: stored.expected,
    };
  });
}

interface StoredReference {
  readonly classes: readonly string[];
  readonly temperature: number;
  readonly prevalence: number | null;
  /** (n, K), little-endian float32 in base64. */
  readonly logits: string;
  readonly labels: readonly number[];
  readonly groups: readonly number[];
  readonly expected: Reference['expected'];
}
