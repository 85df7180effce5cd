import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import type { EngineModule } from '@slc/engine';
import { compileToOnnx, engineModule } from '@slc/engine-onnx';
import {
  compileToTfjs,
  isNativePackageInstalled,
  nativeEngineModule,
  wasmEngineModule,
} from '@slc/engine-tfjs';
import { readKerasModel } from '@slc/keras-h5';
import {
  dropIdentities,
  foldBatchNorm,
  foldPadding,
  fuseActivation,
  type LayerGraph,
  prepareGraph,
} from '@slc/layer-graph';
import { afterAll, describe, expect, it } from 'vitest';

// Small models with every layer and option in a branch of its own, written by Keras with its outputs:
// packages/keras-h5/scripts/make-fixtures.py.
const fixtures = fileURLToPath(new URL('../../keras-h5/fixtures/', import.meta.url));
const names = readdirSync(fixtures).filter((file) => file.endsWith('.gz'));

interface Reference {
  readonly branches: readonly string[];
  readonly images: readonly (readonly number[])[];
  readonly outputs: readonly (readonly number[])[];
  readonly parameters: number;
  /** Of classifiers only: what the last dense layer gives before its activation. */
  readonly logits?: readonly (readonly number[])[];
}

/** Each by itself must leave the numbers as they are. */
const passes = { dropIdentities, foldPadding, foldBatchNorm, fuseActivation };

const folder = mkdtempSync(join(tmpdir(), 'keras-fixtures-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface EngineUnderTest {
  readonly engine: string;
  readonly moduleUrl: URL;
  compile(graph: LayerGraph): Iterable<Uint8Array>;
  readonly isInstalled: boolean;
}

const engines: readonly EngineUnderTest[] = [
  { engine: 'onnx', moduleUrl: engineModule, compile: compileToOnnx, isInstalled: true },
  { engine: 'tfjs-wasm', moduleUrl: wasmEngineModule, compile: compileToTfjs, isInstalled: true },
  {
    engine: 'tfjs-cpu (skipped where it is not installed)',
    moduleUrl: nativeEngineModule,
    compile: compileToTfjs,
    isInstalled: isNativePackageInstalled('@tensorflow/tfjs-node'),
  },
];

async function run(
  { moduleUrl, compile }: EngineUnderTest,
  graph: LayerGraph,
  images: Reference['images'],
): Promise<Float32Array> {
  const path = join(folder, 'compiled');
  writeFileSync(path, Buffer.concat([...compile(graph)]));
  const { openEngine } = (await import(moduleUrl.href)) as EngineModule;
  const engine = await openEngine(path, { threads: 1 });
  try {
    const { logits } = await engine.infer(Uint8Array.from(images.flat()), images.length, ['logits']);
    return logits ?? new Float32Array();
  } finally {
    await engine.close();
  }
}

const cases = engines.flatMap((engine) => names.map((name) => ({ ...engine, name })));

describe.each(cases)('$name on $engine', ({ name, ...engine }) => {
  const file = name.replace(/\.gz$/, '');
  const path = join(folder, file);
  writeFileSync(path, gunzipSync(readFileSync(join(fixtures, name))));
  const reference: Reference = JSON.parse(readFileSync(join(fixtures, `${file}.json`), 'utf8'));
  const isClassifier = reference.logits !== undefined;

  it.skipIf(!engine.isInstalled)(
    'gives Keras’s numbers in every branch, as it is and rewritten',
    async () => {
      const { graph, parameters } = await readKerasModel(path, { scratchDirectory: folder });
      expect(parameters).toBe(reference.parameters);
      const states: Record<string, LayerGraph> = { 'as it is': graph };
      // The passes split a final softmax off; what it makes of the logits is compared by the classifier's own tests.
      if (!isClassifier) states['rewritten by all passes'] = prepareGraph(graph, { scale: 1, offset: 0 });
      // What each pass does alone is a matter of the graph, not of the engine.
      if (engine.engine === 'onnx' && file.startsWith('keras2') && file.endsWith('.h5')) {
        for (const [pass, rewrite] of Object.entries(passes)) states[`rewritten by ${pass}`] = rewrite(graph);
      }
      for (const [state, each] of Object.entries(states)) {
        const values = await run(engine, each, reference.images);
        reference.outputs.flat().forEach((expected, i) => {
          const branch = reference.branches[Math.floor((i % (reference.outputs[0]?.length ?? 1)) / 2)];
          const difference = Math.abs((values[i] ?? Number.NaN) - expected);
          // Sums of a few hundred float32 products, taken in another order.
          expect(difference, `${branch}, ${state}: ${values[i]} for ${expected}`).toBeLessThanOrEqual(
            2e-5 * Math.max(1, Math.abs(expected)),
          );
        });
      }
    },
  );
});
