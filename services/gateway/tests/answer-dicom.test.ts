import { type Attributes, DICTIONARY, readDicomFile, textOf, writeDicomFile } from '@slc/dicom';
import { type ClassifiedImage, LABEL_SETS } from '@slc/domain';
import { derivedUids } from '@slc/interop';
import { describe, expect, it, vi } from 'vitest';
import { EXAMPLE_IMAGE } from '../../../packages/interop/tests/example-answers.js';
import { COMPACT, refOf, serving } from './example-models.js';
import { ANSWER } from './running-gateway.js';
import { image as jpeg, start } from './test-gateway.js';

/** What the compact model answers. */
const CLASSIFIED: ClassifiedImage = {
  ...ANSWER,
  classification: {
    ...ANSWER.classification,
    predictions: LABEL_SETS.ham10000.map(({ id }) => ({ class: id, probability: 1 / 7, logit: 0 })),
    model: refOf(COMPACT),
  },
};

const DICOM = writeDicomFile(EXAMPLE_IMAGE);

async function gateway() {
  const classify = vi.fn(async () => CLASSIFIED);
  const { base } = await start(classify, {}, () => serving(COMPACT));
  const send = (accept: string, file: Uint8Array = DICOM, query = '') =>
    fetch(`${base}/api/v1/classify${query}`, {
      method: 'POST',
      headers: { Accept: accept, 'Content-Type': 'application/octet-stream' },
      body: Uint8Array.from(file),
    });
  return { base, classify, send };
}

async function valuesOf(response: Response, keywords: readonly (keyof Attributes)[]) {
  const bytes = new Uint8Array(await response.arrayBuffer());
  const { dataset } = await readDicomFile(bytes, { maxBytes: 1_000_000 });
  return keywords.map((keyword) => textOf(dataset, DICTIONARY[keyword][0]));
}

describe('an answer as a DICOM report', () => {
  it('is in the study of the image that was sent, and names it', async () => {
    const { send } = await gateway();
    const response = await send('application/dicom');
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/dicom']);
    expect(response.headers.get('cache-control')).toBe('no-store');
    const { sopInstanceUid } = derivedUids(EXAMPLE_IMAGE.SOPInstanceUID, refOf(COMPACT), 'report');
    expect(await valuesOf(response, ['Modality', 'SOPInstanceUID', 'StudyInstanceUID', 'PatientID'])).toEqual(
      ['SR', sopInstanceUid, EXAMPLE_IMAGE.StudyInstanceUID, EXAMPLE_IMAGE.PatientID],
    );
  });

  it('is also made of an image in a form', async () => {
    const { base } = await gateway();
    const body = new FormData();
    body.append('image', new File([Uint8Array.from(DICOM)], 'lesion.dcm'));
    const headers = { Accept: 'application/dicom' };
    const response = await fetch(`${base}/api/v1/classify`, { method: 'POST', headers, body });
    expect(await valuesOf(response, ['Modality'])).toEqual(['SR']);
  });

  it.each([
    ['a JPEG', jpeg],
    ['a text', Buffer.from('no image')],
  ])('is refused for %s, which is not classified', async (_, file) => {
    const { classify, send } = await gateway();
    const response = await send('application/dicom', file);
    expect([response.status, response.headers.get('content-type')]).toEqual([
      406,
      'application/problem+json; charset=utf-8',
    ]);
    expect(await response.json()).toMatchObject({
      code: 'not_acceptable',
      detail: 'Accept: application/dicom needs a DICOM image',
    });
    expect(classify).not.toHaveBeenCalled();
  });

  it('gives way to the caller’s next choice for another image', async () => {
    const { send } = await gateway();
    const response = await send('application/dicom, application/json;q=0.5', jpeg);
    expect(await response.json()).toMatchObject({ topClass: CLASSIFIED.classification.topClass });
  });

  it('is not what a DICOM image gets unless it is asked for', async () => {
    const { send } = await gateway();
    for (const accept of ['*/*', 'application/json', 'application/*']) {
      const response = await send(accept);
      expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
    }
  });

  it('has no heat map, so that one is not asked for in vain', async () => {
    const { send } = await gateway();
    const response = await send('application/dicom', DICOM, '?explain=grad-cam');
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: 'invalid_request' });
  });

  it('is refused for an image that does not say of which study it is', async () => {
    const { send } = await gateway();
    const response = await send(
      'application/dicom',
      writeDicomFile({ ...EXAMPLE_IMAGE, StudyInstanceUID: '' }),
    );
    expect([response.status, await response.json()]).toEqual([
      400,
      expect.objectContaining({ code: 'invalid_image', detail: expect.stringMatching('StudyInstanceUID') }),
    ]);
  });
});
