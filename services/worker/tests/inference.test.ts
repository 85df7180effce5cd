import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Classification } from '@slc/domain';
import { createClassifierClient } from '@slc/rpc';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { INTEROP_PYTHON, isThere, runClient } from '../../../packages/dev-stack/tests/clients/run-client.js';
// The engine processes are forked from built code.
import { envToWorkerConfig, type RunningWorker, startWorker } from '../dist/index.js';

const SCRIPT = fileURLToPath(new URL('triton_client.py', import.meta.url));
const hasTriton = isThere(INTEROP_PYTHON, '-c', 'import PIL, tritonclient.grpc');

const MODEL = 'compact-lite0';
/** Its classes, in the order of its outputs. */
const CLASSES = ['AKIEC', 'BCC', 'BKL', 'DF', 'MEL', 'NV', 'VASC'];

const DRAWINGS = [1, 2, 3].map((number) =>
  fileURLToPath(new URL(`../../../test_images/synthetic/drawn-${number}.jpg`, import.meta.url)),
);

type Rows = readonly (readonly number[])[];

/** What the script prints. */
interface Report extends Readonly<Record<string, unknown>> {
  readonly files: Readonly<Record<'probabilities' | 'logits' | 'prediction_set', Rows>> &
    Readonly<Record<'class' | 'verdict', readonly string[]>>;
  readonly errors: Readonly<Record<string, readonly [status: string, message: string]>>;
  readonly flooded: readonly string[];
}

describe.skipIf(!hasTriton)('Triton’s own client (skipped where tritonclient is not installed)', () => {
  let worker: RunningWorker;
  let report: Report;
  let answers: readonly Classification[];
  beforeAll(async () => {
    worker = await startWorker(
      envToWorkerConfig({
        GRPC_PORT: '0',
        WORKER_METRICS_PORT: '0',
        LOG_LEVEL: 'silent',
        ENGINE_PROCESSES: '1',
        ENGINE_THREADS: '1',
        MODEL,
      }),
    );
    await worker.ready;
    const address = `127.0.0.1:${worker.grpcPort}`;
    const client = createClassifierClient({ address, maxMessageBytes: 2 ** 20 });
    answers = await Promise.all(
      DRAWINGS.map(async (path) => {
        const { classification } = await client.classify(
          { image: readFileSync(path) },
          { timeoutMs: 60_000 },
        );
        return classification;
      }),
    );
    client.close();
    report = JSON.parse(await runClient([INTEROP_PYTHON, SCRIPT, address, MODEL, ...DRAWINGS], tmpdir()));
  }, 200_000);
  afterAll(() => worker?.close());

  /** Of `Classify`, in the order of the classes. */
  const rowsOf = (figure: 'probability' | 'logit'): Rows =>
    answers.map(({ predictions }) =>
      CLASSES.map((id) => predictions.find((each) => each.class === id)?.[figure] ?? Number.NaN),
    );

  const expectRows = (got: unknown, expected: Rows, within?: number): void => {
    const rows = got as Rows;
    expect(rows).toHaveLength(expected.length);
    for (const [index, row] of rows.entries()) expectNear(row, expected[index] ?? [], within);
  };

  const expectNear = (row: readonly number[], expected: readonly number[], within = 1e-6): void => {
    expect(row).toHaveLength(expected.length);
    const most = Math.max(...row.map((value, k) => Math.abs(value - (expected[k] ?? Number.NaN))));
    expect(most).toBeLessThan(within);
  };

  it('finds the server and both models ready', () => {
    const ready = [MODEL, `${MODEL}-pixels`].map((name) => ({ name, version: '1', state: 'READY' }));
    expect(report).toMatchObject({
      live: true,
      ready: true,
      models_ready: [true, true],
      server: { name: 'skin-lesion-classifier', extensions: expect.arrayContaining(['classification']) },
      index: ready,
    });
  });

  it('reads what the models take and give', () => {
    const perClass = (name: string, datatype = 'FP32') => ({ name, datatype, shape: ['-1', '7'] });
    const perImage = (name: string) => ({ name, datatype: 'BYTES', shape: ['-1'] });
    expect(report.metadata).toEqual({
      name: MODEL,
      versions: ['1'],
      platform: 'onnxruntime_onnx',
      inputs: [perImage('image')],
      outputs: [
        perClass('probabilities'),
        perClass('logits'),
        perImage('class'),
        perClass('prediction_set', 'BOOL'),
        perImage('verdict'),
      ],
    });
    expect(report.pixels_metadata).toMatchObject({
      inputs: [{ name: 'pixels', datatype: 'UINT8', shape: ['-1', '224', '224', '3'] }],
      outputs: [perClass('probabilities')],
    });
    expect(report.config).toEqual({
      name: `${MODEL}-pixels`,
      platform: 'onnxruntime_onnx',
      max_batch_size: 64,
      input: [{ name: 'pixels', data_type: 'TYPE_UINT8', format: 'FORMAT_NHWC', dims: ['224', '224', '3'] }],
      output: [{ name: 'probabilities', data_type: 'TYPE_FP32', dims: ['7'] }],
    });
  });

  it('gets the numbers of Classify for encoded files, whatever the shape and the form', () => {
    const probabilities = rowsOf('probability');
    expectRows(report.files.probabilities, probabilities);
    // A logit in float32 has six digits.
    expectRows(report.files.logits, rowsOf('logit'), 1e-5);
    expect(report.files.class).toEqual(answers.map(({ topClass }) => topClass));
    expect(report.files.verdict).toEqual(answers.map(({ assessment }) => assessment.verdict));
    const sets = answers.map(({ assessment }) => assessment.predictionSet?.classes ?? []);
    expect(report.files.prediction_set).toEqual(sets.map((set) => CLASSES.map((id) => set.includes(id))));
    const [first = []] = probabilities;
    expectRows(report['of shape [1, 1]'], [first]);
    expectNear(report['typed, of shape []'] as number[], first);
    const repeated = Array.from({ length: 32 }, (_, index) => probabilities[index % 3] ?? []);
    expectRows(report['32 files'], repeated);
  });

  it('gets the numbers of the same picture as PNG for pixels', () => {
    const pngs = report.pngs as Rows;
    expectRows(report.pixels, pngs);
    expectNear(report['typed pixels'] as number[], pngs[0] ?? []);
    const repeated = Array.from({ length: 32 }, (_, index) => pngs[index % 3] ?? []);
    expectRows(report['32 pixels'], repeated);
  });

  it('gets the outputs that it asks for, and the classes as text', () => {
    expect(report.filtered).toEqual(['verdict', 'class']);
    const top = answers[0]?.predictions.slice(0, 3).map(({ class: id, probability }) => {
      return `${probability.toFixed(6)}:${CLASSES.indexOf(id)}:${id}`;
    });
    expect(report.classified).toEqual({ probabilities: top });
  });

  it('is told what every answer must say', () => {
    const [answer] = answers;
    expect(report.id).toBe('seven');
    expect(report.parameters).toEqual({
      model_revision: answer?.model.revision,
      temperature: String(answer?.temperature),
      stand_in: true,
      notice: answer?.notice,
    });
  });

  it.each([
    ['unknown model', 'NOT_FOUND', /"nothing": expected one of compact-lite0, compact-lite0-pixels/],
    ["unknown model's metadata", 'NOT_FOUND', /"nothing"/],
    ["unknown model's readiness", 'NOT_FOUND', /"nothing"/],
    ['unknown version', 'NOT_FOUND', /compact-lite0: expected version 1 or none, got "2"/],
    ['wrong datatype', 'INVALID_ARGUMENT', /input image: expected datatype BYTES, got "FP32"/],
    ['datatype of the other model', 'INVALID_ARGUMENT', /input image: expected datatype BYTES, got "UINT8"/],
    ['wrong input', 'INVALID_ARGUMENT', /inputs: expected image, got "picture"/],
    ['wrong shape', 'INVALID_ARGUMENT', /expected shape \[N\], \[N, 1\] or \[\], got \[1, 1, 1\]/],
    ['wrong size', 'INVALID_ARGUMENT', /expected shape \[N, 224, 224, 3\], got \[1, 223, 224, 3\]/],
    ['no image', 'INVALID_ARGUMENT', /expected 1 to 64 images, got 0/],
    ['two declared, one sent', 'INVALID_ARGUMENT', /expected 2 elements, each after its length/],
    ['raw and typed', 'INVALID_ARGUMENT', /expected contents or raw_input_contents, got both/],
    ['truncated prefix', 'INVALID_ARGUMENT', /expected 1 elements, each after its length in 4 bytes, got 0/],
    ['prefix of 4 GB', 'INVALID_ARGUMENT', /got a length of 4294967295/],
    ['more than the queue', 'INVALID_ARGUMENT', /expected 1 to 64 images, got 65/],
    ['text as an image', 'INVALID_ARGUMENT', /^image 1: /],
    ['unknown output', 'INVALID_ARGUMENT', /outputs: expected some of probabilities, .*, got "nothing"/],
    ['classification of words', 'INVALID_ARGUMENT', /output class: expected no classification/],
    ['no time', 'DEADLINE_EXCEEDED', /./],
    ['not offered', 'UNIMPLEMENTED', /./],
  ])('is refused for %s, with %s and a message that says why', (what, status, message) => {
    expect(report.errors[what]).toEqual([status, expect.stringMatching(message)]);
  });

  it('gets RESOURCE_EXHAUSTED and never UNAVAILABLE under overload, and an answer after it', () => {
    const statuses = new Set(report.flooded);
    expect(statuses).toEqual(new Set(['OK', 'RESOURCE_EXHAUSTED']));
    expectRows(report['after all'], rowsOf('probability').slice(0, 1));
  });

  it('is counted image by image, and a call that fails once', async () => {
    const metrics = await (await fetch(`http://127.0.0.1:${worker.metricsPort}/metrics`)).text();
    const count = (code: string) =>
      Number(new RegExp(`classifier_requests_total\\{code="${code}"\\} (\\d+)`).exec(metrics)?.[1]);
    const flooded = report.flooded.filter((status) => status === 'OK').length;
    // Each of the lists above, and of `Classify` the drawings.
    expect(count('ok')).toBe(1 + 3 + 1 + 32 + 1 + 3 + 3 + 32 + 1 + 1 + 1 + flooded + 1 + DRAWINGS.length);
    expect(count('not_found')).toBe(2);
    expect(count('overloaded')).toBe(report.flooded.length - flooded);
    expect(count('unsupported_media_type')).toBe(1);
  });
});
