import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { modelState, rank } from '@slc/domain';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { exampleAnswer, fullManifest, startPair } from '../../rpc/tests/examples.js';

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));

const { classification } = exampleAnswer;
const { model } = classification;
const { labels, temperature } = fullManifest;
const ranked = rank([-1.2, 3.4], labels, temperature.value);
const assessment = { ...classification.assessment, predictionSet: null };

const folder = mkdtempSync(join(tmpdir(), 'loaded-packages-'));
const images = join(folder, 'images');
let worker: Awaited<ReturnType<typeof startPair>>;

beforeAll(async () => {
  for (const { id } of labels) {
    mkdirSync(join(images, id), { recursive: true });
    writeFileSync(join(images, id, 'lesion.jpg'), 'an image for a worker that looks at none');
  }
  worker = await startPair({
    getModelInfo: () => ({ state: modelState('ready'), model, engine: 'onnx', manifest: fullManifest }),
    classifyStream: async () => ({
      classification: { ...classification, ...ranked, assessment, temperature: temperature.value },
      preview: null,
      pictures: {},
    }),
  });
});

afterAll(async () => {
  await worker.close();
  rmSync(folder, { recursive: true });
});

/** Runs a command as a process, and gives the packages whose code it loaded, also in threads: V8 counts what ran of each file. */
async function packagesLoadedBy(...args: readonly string[]): Promise<ReadonlySet<string>> {
  const coverage = mkdtempSync(join(folder, 'coverage-'));
  await promisify(execFile)(process.execPath, [MAIN, ...args], {
    env: { ...process.env, NODE_V8_COVERAGE: coverage },
  });
  const reports = readdirSync(coverage).map((name): { result: readonly { url: string }[] } =>
    JSON.parse(readFileSync(join(coverage, name), 'utf8')),
  );
  const urls = reports.flatMap(({ result }) => result.map(({ url }) => url));
  return new Set(urls.flatMap((url) => packageOf(url) ?? []));
}

/** `zod`, or `@slc/domain` of a file in `packages/domain/dist`. */
function packageOf(url: string): string | undefined {
  const [, installed] = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url) ?? [];
  if (installed) return installed;
  const [, own] = /\/(?:packages|services)\/([^/]+)\/dist\//.exec(url) ?? [];
  return own && `@slc/${own}`;
}

it.each(['--help', '--version', 'classify --help', 'model manifest --help'])(
  'loads no library but that of commands for slc %s',
  async (line) => {
    const loaded = [...(await packagesLoadedBy(...line.split(' ')))].toSorted();
    expect(loaded).toEqual([
      '@slc/classifier',
      '@slc/cli',
      '@slc/domain',
      '@slc/models',
      '@slc/rpc',
      '@slc/runtime',
      'commander',
    ]);
  },
);

/** What opens a model, decodes a picture, serves, or writes a report. */
const NOT_OF_A_CLIENT = [
  ...['@slc/compile', '@slc/engine', '@slc/engine-onnx', '@slc/engine-tfjs', '@slc/keras-h5'],
  ...['@slc/layer-graph', '@slc/model-folder', '@slc/onnx-file', '@slc/worker', '@slc/gateway'],
  ...['@slc/dicom', '@slc/dicomweb', '@slc/image', '@slc/interop', '@slc/charts', 'handlebars'],
  ...['sharp', 'onnxruntime-node', 'express', 'pino', 'prom-client', '@opentelemetry/api'],
  ...['@grpc/reflection', 'grpc-health-check'],
];

it.each(['classify', 'evaluate'])(
  'loads what calls workers, and no more, for slc %s --server',
  async (name) => {
    const output = join(folder, `${name}.jsonl`);
    const given = name === 'classify' ? [images] : ['--data', images];
    const loaded = await packagesLoadedBy(name, '--server', worker.address, '--output', output, ...given);
    expect(readFileSync(output, 'utf8').trim().split('\n')).toHaveLength(labels.length);
    expect([...loaded]).toEqual(expect.arrayContaining(['@grpc/grpc-js', '@slc/rpc', 'zod']));
    expect(NOT_OF_A_CLIENT.filter((each) => loaded.has(each))).toEqual([]);
  },
);
