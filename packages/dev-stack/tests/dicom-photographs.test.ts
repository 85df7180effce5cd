import type { Classification } from '@slc/domain';
import { createClassifierClient } from '@slc/rpc';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changing, wrappedJpeg } from '../../dicom/tests/drawn-photograph.js';
import { element } from '../../dicom/tests/encode-dicom.js';
import { type DevStack, envToDevStackConfig, startDevStack } from '../dist/index.js';
import { classifyByJson, DRAWING, formWith, QUIET_ENV } from './running-stack.js';

const SIZE = { width: 600, height: 450 };
const BURNED_IN_ANNOTATION = 0x0028_0301;

/** With a patient's name, ZZZTOP^X, and the warning that there is text in the picture. */
const PHOTOGRAPH = wrappedJpeg(DRAWING, SIZE, changing(element(BURNED_IN_ANNOTATION, 'CS', 'YES ')));

describe('a photograph in a DICOM file', () => {
  const logged: string[] = [];
  let stack: DevStack;
  let base = '';
  let asJpeg: Classification;
  beforeAll(async () => {
    const config = envToDevStackConfig({ ...QUIET_ENV, LOG_LEVEL: 'debug' });
    stack = await startDevStack(config, { write: (line: string) => logged.push(line) });
    await stack.ready;
    base = `http://127.0.0.1:${stack.httpPort}`;
    asJpeg = await classifyByJson(base);
  });
  afterAll(() => stack.close());

  const post = (body: BodyInit, headers: Record<string, string> = {}, path = '/api/v1/classify') =>
    fetch(`${base}${path}`, { method: 'POST', body, headers });

  it.each([
    ['as bare bytes', () => post(Uint8Array.from(PHOTOGRAPH), { 'content-type': 'application/dicom' })],
    [
      'as bare bytes of no named type',
      () => post(Uint8Array.from(PHOTOGRAPH), { 'content-type': 'application/octet-stream' }),
    ],
    ['in a form', () => post(formWith('image', PHOTOGRAPH))],
  ])('gets the numbers of the JPEG in it from the API: %s', async (_name, send) => {
    const response = await send();
    expect(response.status).toBe(200);
    const answer = (await response.json()) as Classification;
    expect(answer.image).toEqual({ format: 'dicom', ...SIZE });
    expect(answer.predictions).toEqual(asJpeg.predictions);
    expect(JSON.stringify(answer)).not.toContain('ZZZTOP');
  });

  it('gets them by gRPC', async () => {
    const client = createClassifierClient({
      address: `127.0.0.1:${stack.grpcPort}`,
      maxMessageBytes: 2 ** 25,
    });
    try {
      const { classification } = await client.classify({ image: PHOTOGRAPH }, { timeoutMs: 60_000 });
      expect(classification.predictions).toEqual(asJpeg.predictions);
    } finally {
      client.close();
    }
  });

  it('gets a page that shows the picture and no name', async () => {
    const response = await post(formWith('image', PHOTOGRAPH), {}, '/classify');
    const page = await response.text();
    expect([response.status, page.includes('data:image/jpeg;base64,')]).toEqual([200, true]);
    expect(page).not.toContain('ZZZTOP');
  });

  it.each([
    ['a structured report', changing(element(0x0008_0016, 'UI', '1.2.840.10008.5.1.4.1.1.88.34')), 415],
    ['grey of 12 bits', changing(element(0x0028_0101, 'US', 12)), 400],
  ])('gets a problem when it is none: %s', async (_name, changes, status) => {
    const response = await post(formWith('image', wrappedJpeg(DRAWING, SIZE, changes)));
    expect(response.status).toBe(status);
    expect(JSON.stringify(await response.json())).not.toContain('ZZZTOP');
  });

  it('leaves a note of burned-in text in the log, and nothing of the patient in log or metrics', async () => {
    await post(formWith('image', PHOTOGRAPH));
    const metrics = await (await fetch(`http://127.0.0.1:${stack.workerMetricsPort}/metrics`)).text();
    expect(logged.join('')).toContain('"note":"burned-in-annotation"');
    expect(logged.join('') + metrics).not.toMatch(/ZZZTOP/i);
  });
});
