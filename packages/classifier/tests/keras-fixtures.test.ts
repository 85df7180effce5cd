import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import type { EngineModule } from '@slc/engine';
import { compileToOnnx, engineModule } from '@slc/engine-onnx';
import { readKerasModel } from '@slc/keras-h5';
import {
  dropIdentities,
  foldBatchNorm,
  foldPadding,
  fuseActivation,
  type LayerGraph,
} from '@slc/layer-graph';
import { afterAll, describe, expect, it } from 'vitest';
import { prepareGraph } from '../src/prepare-graph.js';

// Small models with every layer and option in a branch of its own, written by Keras with its outputs:
// packages/keras-h5/scripts/make-fixtures.py.
const fixtures = fileURLToPath(new URL('../../keras-h5/fixtures/', import.meta.url));
const names = readdirSync(fixtures).filter((file) => file.endsWith('.gz'));

interface Reference {
  readonly branches: readonly string[];
  readonly images: readonly (readonly number[])[];
  readonly outputs: readonly (readonly number[])[];
  readonly parameters: number;
}

/** Each by itself must leave the numbers as they are. */
const passes = { dropIdentities, foldPadding, foldBatchNorm, fuseActivation };

const folder = mkdtempSync(join(tmpdir(), 'keras-fixtures-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function run(graph: LayerGraph, images: Reference['images']): Promise<Float32Array> {
  const path = join(folder, 'model.onnx');
  writeFileSync(path, Buffer.concat([...compileToOnnx(graph)]));
  const { openEngine } = (await import(engineModule.href)) as EngineModule;
  const engine = await openEngine(path, { threads: 1 });
  try {
    return await engine.infer(Uint8Array.from(images.flat()), images.length);
  } finally {
    await engine.close();
  }
}

describe.each(names)('%s', (name) => {
  const file = name.replace(/\.gz$/, '');
  const path = join(folder, file);
  writeFileSync(path, gunzipSync(readFileSync(join(fixtures, name))));
  const reference: Reference = JSON.parse(readFileSync(join(fixtures, `${file}.json`), 'utf8'));
  const isClassifier = file.includes('sequential');

  it('gives Keras’s numbers in every branch, as it is and rewritten by the passes, together and each alone', async () => {
    const { graph, parameters } = await readKerasModel(path, { scratchDirectory: folder });
    expect(parameters).toBe(reference.parameters);
    const states: Record<string, LayerGraph> = { 'as it is': graph };
    // The passes split a final softmax off; what it makes of the logits is compared by the classifier's own tests.
    if (!isClassifier) states['rewritten by all passes'] = prepareGraph(graph, { scale: 1, offset: 0 });
    if (file.startsWith('keras2') && file.endsWith('.h5')) {
      for (const [pass, rewrite] of Object.entries(passes)) states[`rewritten by ${pass}`] = rewrite(graph);
    }
    for (const [state, each] of Object.entries(states)) {
      const values = await run(each, reference.images);
      reference.outputs.flat().forEach((expected, i) => {
        const branch = reference.branches[Math.floor((i % (reference.outputs[0]?.length ?? 1)) / 2)];
        const difference = Math.abs((values[i] ?? Number.NaN) - expected);
        // Sums of a few hundred float32 products, taken in another order.
        expect(difference, `${branch}, ${state}: ${values[i]} for ${expected}`).toBeLessThanOrEqual(
          2e-5 * Math.max(1, Math.abs(expected)),
        );
      });
    }
  });
});
