import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it, onTestFinished, vi } from 'vitest';
import { standInFile, startHubStandIn } from '../../models/tests/hub-stand-in.mjs';
import type { Diagnosis } from '../src/doctor/diagnose.js';
import { runProgram } from './run-program.js';
import { unpackModel } from './worker-fleet.js';

/** Small: WebAssembly takes seconds for an image of the compact model. */
const ownFolder = mkdtempSync(join(tmpdir(), 'doctor-model-'));
afterAll(() => rmSync(ownFolder, { recursive: true }));
const ownModel = unpackModel('keras3-softmax-8', join(ownFolder, 'own.keras'));

async function doctor(env: NodeJS.ProcessEnv, ...args: string[]) {
  const all = ['doctor', '--model', ownModel, ...args];
  return await runProgram(all, { directory: import.meta.dirname, env });
}

it('lists the engines, which one a worker would pick and why, and the time of an image', async () => {
  const { output } = await doctor({}, '--json', '--engine', 'onnx');
  const { engines, serving } = JSON.parse(output) as Diagnosis;
  expect(engines.find(({ name }) => name === 'onnx')).toMatchObject({ isInstalled: true, problem: null });
  expect(serving).toMatchObject({ model: { id: 'own' }, engine: 'onnx', parity: null });
  expect(serving?.timingsMs.inference).toBeGreaterThan(0);
});

it('compares an engine with the CPU, image by image and in a batch', async () => {
  const { exitCode, output } = await doctor({}, '--engine', 'tfjs-wasm');
  expect(output).toMatch(/picked {7}tfjs-wasm/);
  expect(output).toMatch(/parity {7}\|logit difference\| to the CPU \d\.\de-\d/);
  expect(output).toMatch(/all is well\n$/);
  expect(exitCode).toBe(0);
});

it('names what has to be put right, and exits with 1', async () => {
  const { exitCode, output } = await doctor({ QUEUE_LIMIT: 'many' }, '--engine', 'onnx');
  expect(output).toMatch(/problem {6}QUEUE_LIMIT: expected a whole number/);
  expect(output).toMatch(/1 to put right\n$/);
  expect(exitCode).toBe(1);
});

it('opens the model at the precision that a worker would serve it at', async () => {
  const measured = ['--model', 'compact-lite0', '--precision', 'int8'];
  const { exitCode, output } = await doctor({}, ...measured, '--json', '--engine', 'onnx');
  expect(JSON.parse(output)).toMatchObject({ serving: { model: { precision: 'int8' }, parity: null } });
  expect(exitCode).toBe(0);
});

it('tells that a model cannot be served at the precision', async () => {
  const { exitCode, output } = await doctor({}, '--engine', 'onnx', '--precision', 'int8');
  expect(output).toMatch(/problem {6}.*int8.*\n1 to put right\n$/);
  expect(exitCode).toBe(1);
});

it('tells that an engine does not compute at the precision', async () => {
  const { exitCode, output } = await doctor({}, '--engine', 'onnx', '--precision', 'float16');
  expect(output).toMatch(/problem {6}engine onnx: expected .* float16 .*\n1 to put right\n$/);
  expect(exitCode).toBe(1);
});

it('tells that once where the settings say it already', async () => {
  const chosen = ['--engine', 'onnx', '--precision', 'float16'];
  const { output } = await doctor({ ENGINE: 'onnx', PRECISION: 'float16' }, ...chosen);
  expect(output).toMatch(/problem {6}ENGINE and PRECISION: expected .* float16 .*\n1 to put right\n$/);
});

it('takes a blank ENGINE for one that is not set', async () => {
  vi.stubEnv('ENGINE', '');
  const { exitCode, output } = await doctor({}, '--json');
  vi.unstubAllEnvs();
  expect(exitCode).toBe(0);
  expect(JSON.parse(output)).toMatchObject({ serving: { engine: expect.any(String) } });
});

it('fetches nothing, not even a model that is named', async () => {
  const compact = new URL('../../models/compact-lite0/', import.meta.url);
  const weights = standInFile(readFileSync(new URL('compact-lite0.h5', compact)));
  const hub = await startHubStandIn(weights);
  const folder = mkdtempSync(join(tmpdir(), 'doctor-'));
  onTestFinished(async () => {
    rmSync(folder, { recursive: true });
    await hub.close();
  });
  const manifest = JSON.parse(readFileSync(new URL('manifest.json', compact), 'utf8'));
  const full = join(folder, 'full.json');
  writeFileSync(full, JSON.stringify({ ...manifest, id: 'full', standIn: false, source: weights.source }));
  const env = { HF_ENDPOINT: hub.endpoint, MODEL_CACHE_DIR: join(folder, 'cache') };
  const { exitCode, output } = await doctor(env, '--model', full, '--engine', 'onnx');
  expect(exitCode).toBe(1);
  expect(output).toMatch(/problem {6}.*its file is not on this machine\. Fetch it with: slc model pull/);
  expect(hub.seen).toEqual([]);
});
