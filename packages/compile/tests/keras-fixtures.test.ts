import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { readKerasModel } from '@slc/keras-h5';
import { type LayerGraph, prepareGraph, preparePasses } from '@slc/layer-graph';
import { afterAll, describe, expect, it } from 'vitest';
import { engines, runOn } from './engines-under-test.js';

// Small models with every layer and option in a branch of its own, written by Keras with its outputs:
// packages/keras-h5/scripts/make-fixtures.py.
const fixtures = fileURLToPath(new URL('../../keras-h5/fixtures/', import.meta.url));
const names = readdirSync(fixtures).filter((file) => file.endsWith('.gz'));

type Rows = readonly (readonly number[])[];

interface Reference {
  readonly branches: readonly string[];
  readonly images: Rows;
  readonly outputs: Rows;
  readonly parameters: number;
  /** Of classifiers only: what the last dense layer gives before its activation. */
  readonly logits?: Rows;
  /** Of classifiers only. */
  readonly embedding?: Rows;
}

/** Each by itself must leave the numbers as they are. */
const { markEmbedding: _embedding, exposeLogits: _logits, ...passes } = preparePasses;

const folder = mkdtempSync(join(tmpdir(), 'keras-fixtures-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** @param branches that the columns belong to, two each */
function expectNear(
  values: Float32Array | undefined,
  rows: Rows,
  state: string,
  branches: readonly string[],
) {
  expect(values?.length, state).toBe(rows.flat().length);
  rows.flat().forEach((expected, i) => {
    const branch = branches[Math.floor((i % (rows[0]?.length ?? 1)) / 2)];
    const difference = Math.abs((values?.[i] ?? Number.NaN) - expected);
    // Sums of a few hundred float32 products, taken in another order.
    expect(difference, `${branch}, ${state}: ${values?.[i]} for ${expected}`).toBeLessThanOrEqual(
      2e-5 * Math.max(1, Math.abs(expected)),
    );
  });
}

const cases = engines.flatMap((engine) => names.map((name) => ({ ...engine, name })));

describe.each(cases)('$name on $engine', ({ name, ...engine }) => {
  const file = name.replace(/\.gz$/, '');
  const path = join(folder, file);
  writeFileSync(path, gunzipSync(readFileSync(join(fixtures, name))));
  const reference: Reference = JSON.parse(readFileSync(join(fixtures, `${file}.json`), 'utf8'));
  const { branches, images, outputs, logits, embedding } = reference;

  it.skipIf(!engine.isInstalled)(
    'gives Keras’s numbers in every branch, as it is and rewritten',
    async () => {
      const { graph, parameters } = await readKerasModel(path, { scratchDirectory: folder });
      expect(parameters).toBe(reference.parameters);
      const states: Record<string, LayerGraph> = { 'as it is': graph };
      // What each pass does alone is a matter of the graph, not of the engine.
      if (engine.engine === 'onnx' && file.startsWith('keras2') && file.endsWith('.h5')) {
        for (const [pass, rewrite] of Object.entries(passes)) states[`rewritten by ${pass}`] = rewrite(graph);
      }
      for (const [state, each] of Object.entries(states)) {
        const values = await runOn(engine, each, { images, folder });
        expectNear(values.logits, outputs, state, branches);
      }

      const prepared = await runOn(engine, prepareGraph(graph, { scale: 1, offset: 0 }), { images, folder });
      // One unit becomes two classes.
      const rows = logits?.map((row) => (row.length === 1 ? [0, ...row] : row)) ?? outputs;
      expectNear(prepared.logits, rows, 'logits, rewritten by all passes', branches);
      if (embedding) expectNear(prepared.embedding, embedding, 'embedding', ['embedding']);
    },
  );
});
