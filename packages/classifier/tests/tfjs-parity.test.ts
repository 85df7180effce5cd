import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LESION_CLASS_IDS } from '@slc/domain';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
// The compiling child and the engine processes are forked from built code.
import { ENGINES, openClassifier, resolveModel } from '../dist/index.js';

const shared = fileURLToPath(new URL('../../../../shared/', import.meta.url));
const photographs = join(shared, 'test_images');
const models = join(shared, 'keras-models');
const haveReferences = existsSync(join(photographs, 'mel_1.jpg')) && existsSync(models);

const folder = mkdtempSync(join(tmpdir(), 'tfjs-parity-'));
beforeAll(() => {
  process.env.XDG_CACHE_HOME = folder;
});
afterAll(() => rmSync(folder, { recursive: true }));

const references = [
  {
    name: 'compact-lite0',
    model: 'compact-lite0',
    reference: join(shared, 'models/compact/compact-lite0.json'),
  },
  ...(haveReferences ? readdirSync(models) : [])
    .filter((file) => /\.(h5|keras)$/.test(file))
    .map((file) => ({
      name: file,
      model: join(models, file),
      reference: join(models, file.replace(/\.(h5|keras)$/, '.json')),
    })),
];

/** Half a second an image in WebAssembly: two of its 14 here; all of them were measured for the package's README. */
const FEW = { 'efficientnetv2s.h5': 2 } as Readonly<Record<string, number>>;

const engines = [
  // Sums are in another order than Keras's; the largest difference measured is 0.0004.
  { engine: 'tfjs-wasm', isHere: true },
  { engine: 'tfjs-cpu', isHere: ENGINES['tfjs-cpu'].isInstalled() },
] as const;

describe.each(engines)('$engine against Keras', ({ engine, isHere }) => {
  // Skipped where the photographs are not there, or the library is not installed.
  it.skipIf(!haveReferences || !isHere).each(references)(
    '$name gives the logits of the reference file on the photographs',
    async ({ name, model, reference }) => {
      const { outputs } = JSON.parse(readFileSync(reference, 'utf8')) as {
        outputs: Record<string, { logits: number[] }>;
      };
      const files = Object.entries(outputs).filter(([file]) => file.endsWith('.jpg'));
      expect(files).toHaveLength(14);
      const classifier = await openClassifier(await resolveModel(model), {
        engine,
        engineProcesses: 1,
        engineThreads: 2,
        batchMaxSize: 1,
        batchMaxDelayMs: 0,
        queueLimit: 1,
        queueLimitBytes: 64 * 2 ** 20,
        imageLimitBytes: 64 * 2 ** 20,
        imageLimitPixels: 50_000_000,
      });
      try {
        expect(classifier.engine).toBe(engine);
        for (const [file, { logits }] of files.slice(0, FEW[name])) {
          const { classification } = await classifier.classify(readFileSync(join(photographs, file)));
          for (const { class: id, logit } of classification.predictions) {
            const expected = logits[LESION_CLASS_IDS.indexOf(id)] ?? Number.NaN;
            expect(Math.abs(logit - expected)).toBeLessThanOrEqual(1e-3);
          }
        }
      } finally {
        await classifier.close();
      }
    },
    120_000,
  );
});
