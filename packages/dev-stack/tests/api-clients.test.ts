import { copyFile, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Classification } from '@slc/domain';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asDicomImage } from '../../cli/tests/dicom-image.js';
import { needing } from './clients/needing.js';
import { INTEROP_PYTHON, runClient } from './clients/run-client.js';
import { nearly, toldByExamples } from './clients/told.js';
import { classifyByJson, DRAWING, DRAWING_PATH, startQuietStack } from './running-stack.js';

const BASE_PATH = '/derm';

const withCurl = needing('curl', 'curl', '--version');
const withPython = needing('Python', 'python3', '--version');
const withGrpc = needing('grpcio-tools', 'python3', '-c', 'import grpc, grpc_tools');
const withTriton = needing('tritonclient', INTEROP_PYTHON, '-c', 'import tritonclient.http');
const withGenerator = needing('openapi-python-client', 'python3', '-c', 'import openapi_python_client');

let stack: Awaited<ReturnType<typeof startQuietStack>>;
let service: string;
let directory: string;
let answer: Classification;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'slc-clients-'));
  stack = await startQuietStack({ BASE_PATH });
  service = stack.base + BASE_PATH;
  answer = await classifyByJson(stack.base);
});
afterAll(async () => {
  await stack?.close();
  await rm(directory, { recursive: true, force: true });
});

it('the API page’s sample answer is what the service answers to that drawing', async () => {
  const file = new URL('../../../services/gateway/examples/answer.json', import.meta.url);
  const { timingsMs, ...sample } = JSON.parse(await readFile(file, 'utf8')) as Classification;
  const { timingsMs: times, ...rest } = answer;
  expect(Object.keys(timingsMs)).toEqual(Object.keys(times));
  expect(rest).toEqual(nearly(sample));
});

it('the OpenAPI document’s sample bundle is what the service answers to that drawing', async () => {
  const file = new URL('../../../services/gateway/examples/answer.fhir.json', import.meta.url);
  const headers = { Accept: 'application/fhir+json', 'Content-Type': 'image/jpeg' };
  const sent = { method: 'POST', headers, body: Uint8Array.from(DRAWING) };
  const bundle = await (await fetch(`${stack.base}/api/v1/classify`, sent)).json();
  // But for what is new in each: UUIDs and times.
  const lasting = (text: string) =>
    JSON.parse(text.replace(/urn:uuid:[\w-]+|\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'another'));
  expect(lasting(JSON.stringify(bundle))).toEqual(nearly(lasting(await readFile(file, 'utf8'))));
});

describe('the examples run as the API page shows them', () => {
  let examples: ReadonlyMap<string, string>;
  beforeAll(async () => {
    const [english, spanish] = await Promise.all(['en', 'es'].map(readExamples));
    expect(english).toEqual(spanish);
    examples = english ?? new Map();
  });

  /** Runs an example from a file of its own. */
  async function runExample(id: string, command: string, file: string): Promise<string> {
    await writeFile(join(directory, file), examples.get(id) ?? '');
    return runClient([command, ...(command === 'bash' ? ['-e'] : []), file], directory);
  }

  const told = () => toldByExamples(answer);
  /** Those that have no address of the JSON API. */
  const OF_SERVICE = ['image', 'infer', 'triton'];

  it('and each is run here', () => {
    const run = [
      'image',
      'curl',
      'bytes',
      'fhir',
      'dicom',
      'python',
      'javascript',
      'stubs',
      'grpc',
      'infer',
      'triton',
    ];
    expect([...examples.keys()]).toEqual(run);
    for (const [id, code] of examples) {
      const isOfWorker = id === 'grpc';
      expect(code).toContain(
        isOfWorker ? `127.0.0.1:${stack.grpcPort}` : OF_SERVICE.includes(id) ? service : '/api/v1/',
      );
    }
  });

  withCurl('curl: a picture, a form, bare bytes with a map, and FHIR', async () => {
    await runExample('image', 'bash', 'image.sh');
    expect((await readFile(join(directory, 'lesion.jpg'))).equals(DRAWING)).toBe(true);
    const { predictions } = JSON.parse(await runExample('curl', 'bash', 'classify.sh')) as Classification;
    expect(predictions).toEqual(answer.predictions);
    const { explanation } = JSON.parse(await runExample('bytes', 'bash', 'bytes.sh')) as Classification;
    expect(explanation?.method).toBe('grad-cam');
    const bundle = JSON.parse(await runExample('fhir', 'bash', 'fhir.sh'));
    expect([bundle.resourceType, bundle.type]).toEqual(['Bundle', 'collection']);
  });

  withCurl('curl: a DICOM report', async () => {
    await writeFile(join(directory, 'lesion.dcm'), await asDicomImage(DRAWING_PATH));
    await runExample('dicom', 'bash', 'dicom.sh');
    const report = await readFile(join(directory, 'report.dcm'));
    expect(report.toString('latin1', 128, 132)).toBe('DICM');
    expect(report.includes('Imaging Measurement Report')).toBe(true);
  });

  it('JavaScript', async () => {
    await copyFile(DRAWING_PATH, join(directory, 'lesion.jpg'));
    expect(await runExample('javascript', 'node', 'classify.mjs')).toBe(told());
  });

  withPython('Python', async () => {
    await copyFile(DRAWING_PATH, join(directory, 'lesion.jpg'));
    expect(await runExample('python', 'python3', 'classify.py')).toBe(told());
  });

  withGrpc('gRPC from Python, with classes made from the contract that the gateway serves', async () => {
    await copyFile(DRAWING_PATH, join(directory, 'lesion.jpg'));
    await runExample('stubs', 'bash', 'stubs.sh');
    expect(await runExample('grpc', 'python3', 'classify_grpc.py')).toBe(told());
  });

  withCurl('curl: the Open Inference Protocol', async () => {
    await copyFile(DRAWING_PATH, join(directory, 'lesion.jpg'));
    const { model_name, outputs } = JSON.parse(await runExample('infer', 'bash', 'infer.sh'));
    expect(model_name).toBe(answer.model.id);
    expect(outputs).toContainEqual({ name: 'class', datatype: 'BYTES', shape: [1], data: [answer.topClass] });
  });

  withTriton('Python: the Open Inference Protocol by Triton’s client', async () => {
    await copyFile(DRAWING_PATH, join(directory, 'lesion.jpg'));
    expect(await runExample('triton', INTEROP_PYTHON, 'infer.py')).toBe(told());
  });
});

describe('generated clients call the running service', () => {
  const told = () => ({
    topClass: answer.topClass,
    verdict: answer.assessment.verdict,
    hasMap: true,
    refused: 'unsupported_media_type',
    model: answer.model.id,
  });

  it('openapi-typescript', async () => {
    const modules = fileURLToPath(new URL('../node_modules', import.meta.url));
    const root = fileURLToPath(new URL('../../../', import.meta.url));
    const node = (script: string, ...args: readonly string[]) =>
      runClient([process.execPath, script, ...args], directory);
    await symlink(modules, join(directory, 'node_modules'), 'junction');
    await writeFile(join(directory, 'package.json'), '{ "type": "module" }');
    await copyClient('typed-client.ts');
    const document = `${service}/api/v1/openapi.json`;
    await node('node_modules/openapi-typescript/bin/cli.js', document, '--output', 'api.d.ts');
    const types = ['--types', 'node', '--typeRoots', join(root, 'node_modules/@types')];
    const options = ['--strict', '--module', 'nodenext', '--target', 'es2023', '--skipLibCheck', ...types];
    await node(join(root, 'node_modules/typescript/bin/tsc'), ...options, 'typed-client.ts');
    expect(JSON.parse(await node('typed-client.js', service, DRAWING_PATH))).toEqual(told());
  });

  withGenerator('openapi-python-client', async () => {
    await copyClient('generated_client.py');
    const options = ['--meta', 'none', '--output-path', 'service_client', '--overwrite'];
    const document = ['--url', `${service}/api/v1/openapi.json`];
    await runClient(['openapi-python-client', 'generate', ...document, ...options], directory);
    const said = await runClient(['python3', 'generated_client.py', service, DRAWING_PATH], directory);
    expect(JSON.parse(said)).toEqual(told());
  });
});

/** The programs on the page, by their ids. */
async function readExamples(language: string): Promise<ReadonlyMap<string, string>> {
  const page = await (await fetch(`${service}/${language}/api/docs`)).text();
  const blocks = page.matchAll(/data-example="(\w+)"[\s\S]*?<code>([\s\S]*?)<\/code><\/pre>/g);
  return new Map([...blocks].map(([, id = '', html = '']) => [id, unescapeHtml(html)]));
}

function unescapeHtml(html: string): string {
  const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' };
  return html.replace(/&(?:#x([0-9a-f]+)|(\w+));/gi, (entity, hex: string | undefined, name: string) =>
    hex === undefined ? (entities[name] ?? entity) : String.fromCodePoint(Number.parseInt(hex, 16)),
  );
}

async function copyClient(name: string): Promise<void> {
  await copyFile(fileURLToPath(new URL(`clients/${name}`, import.meta.url)), join(directory, name));
}
