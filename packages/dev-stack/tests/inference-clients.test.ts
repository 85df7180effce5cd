import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect } from 'vitest';
import { needing } from './clients/needing.js';
import { INTEROP_PYTHON, runClient } from './clients/run-client.js';
import { classifyByJson, DRAWING_PATH, startQuietStack } from './running-stack.js';

const SCRIPT = fileURLToPath(new URL('clients/inference_clients.py', import.meta.url));
const withTriton = needing('tritonclient', INTEROP_PYTHON, '-c', 'import PIL, tritonclient.http');

let stack: Awaited<ReturnType<typeof startQuietStack>>;
beforeAll(async () => {
  // Thirty-two images take their time where other tests run beside.
  stack = await startQuietStack({ BASE_PATH: '/derm', REQUEST_TIMEOUT_MS: '120000' });
});
afterAll(() => stack?.close());

/** Longer than it takes where much else runs: ninety images, and a Python that starts. */
const PATIENCE_MS = 200_000;

/** Of three drawings of 600 x 450 pixels. */
const drawings = [1, 2, 3].map((number) => DRAWING_PATH.replace('drawn-1', `drawn-${number}`));

withTriton(
  'Triton’s HTTP client gets the JSON API’s numbers, for files and pixels, one and 32, binary and in JSON',
  async () => {
    const { model, predictions, notice, temperature } = await classifyByJson(stack.base);
    const service = `${stack.base}/derm`;
    const said = JSON.parse(await runClient([INTEROP_PYTHON, SCRIPT, service, ...drawings], tmpdir()));
    const [first] = predictions;
    const pixels = `${model.id}-pixels`;
    const side = expect.any(Number);
    expect(said).toMatchObject({
      server: { extensions: ['binary_tensor_data', 'classification', 'model_repository'] },
      models: [model.id, pixels],
      inputs: [
        { name: 'image', datatype: 'BYTES', shape: [-1] },
        { name: 'pixels', datatype: 'UINT8', shape: [-1, side, side, 3] },
      ],
      config: { name: pixels, input: [{ data_type: 'TYPE_UINT8', format: 'FORMAT_NHWC' }] },
      first: expect.stringMatching(new RegExp(`^0\\.\\d{6}:\\d:${first?.class}$`)),
      parameters: { model_revision: model.revision, stand_in: model.standIn, notice },
    });
    expect(Number(said.parameters.temperature)).toBeCloseTo(temperature, 6);
    expect(said.refusals).toEqual({
      'an unknown model': ['404', expect.stringContaining('nothing')],
      'an unknown version': ['404', expect.stringContaining('2')],
      'another datatype': ['400', 'input image: expected datatype BYTES, got "FP32"'],
      'another datatype than pixels': ['400', 'input pixels: expected datatype UINT8, got "FP32"'],
      'another input': ['400', expect.stringContaining('picture')],
      'another output': ['400', expect.stringContaining('none')],
      'another size': ['400', expect.stringContaining('pixels')],
      'text as the second image': ['415', expect.stringContaining('1')],
      'text in JSON': ['400', expect.stringContaining('base64')],
      'more images than the queue holds': ['400', expect.stringContaining('64')],
    });
  },
  PATIENCE_MS,
);
