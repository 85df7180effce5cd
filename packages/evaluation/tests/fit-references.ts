import { readFileSync } from 'node:fs';
import { unknownClass } from '@slc/domain';
import type { Embeddings, LabelledAnswers } from '../src/answers.js';

interface AnswersReference {
  readonly classes: number;
  readonly logits: string;
  readonly labels: readonly number[];
  readonly temperature: number;
  readonly thresholds: readonly {
    readonly coverage: number;
    readonly pooled: number;
    /** Null for a class with fewer than 20 images. */
    readonly perClass: readonly (number | null)[];
  }[];
}

interface OutlierReference {
  readonly length: number;
  readonly components: number;
  readonly genuine: string;
  readonly meanOf: readonly number[];
  readonly wrongSort: string;
  readonly probes: string;
  readonly inside: readonly number[];
  readonly outside: readonly number[];
  readonly wrongSortScores: readonly number[];
}

/** scripts/make-fit-references.py wrote it with scipy and scikit-learn. */
export const REFERENCES = JSON.parse(
  readFileSync(new URL('../fixtures/fit-references.json', import.meta.url), 'utf8'),
) as {
  readonly answers: Readonly<Record<string, AnswersReference>>;
  readonly outliers: Readonly<Record<string, OutlierReference>>;
};

export function referenceAnswers({ classes, logits, labels }: AnswersReference): LabelledAnswers {
  return labelledAnswers(classes, Float64Array.from(unpack(logits)), labels);
}

export function embeddings(packed: string, length: number): Embeddings {
  return { data: unpack(packed), length };
}

/** Each image has a group of its own. */
export function labelledAnswers(
  classCount: number,
  logits: Float64Array,
  labels: readonly number[],
): LabelledAnswers {
  return {
    classes: Array.from({ length: classCount }, (_, index) => unknownClass(index)),
    logits,
    labels: Int32Array.from(labels),
    groups: Int32Array.from(labels, (_, image) => image),
  };
}

/** Base64 of float32, little endian. */
function unpack(packed: string): Float32Array {
  const bytes = Buffer.from(packed, 'base64');
  return Float32Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readFloatLE(4 * i));
}
