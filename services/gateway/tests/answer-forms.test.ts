import { createHash } from 'node:crypto';
import { connect } from 'node:net';
import { writeDicomFile } from '@slc/dicom';
import { type ClassifiedImage, LABEL_SETS, SlcError } from '@slc/domain';
import { describe, expect, it, vi } from 'vitest';
import { classificationSchema } from '../src/api/schemas.js';
import { COMPACT, refOf, serving } from './example-models.js';
import { ANSWER, openUpload, post } from './running-gateway.js';
import { image, KIB, start } from './test-gateway.js';

const FHIR = 'application/fhir+json';
const FHIR_ANSWER = 'application/fhir+json; fhirVersion=4.0; charset=utf-8';

/** What the compact model answers. */
const CLASSIFIED: ClassifiedImage = {
  ...ANSWER,
  classification: {
    ...ANSWER.classification,
    predictions: LABEL_SETS.ham10000.map(({ id }) => ({ class: id, probability: 1 / 7, logit: 0 })),
    model: refOf(COMPACT),
  },
};

const MAP = Buffer.from('a PNG');

const EXPLAINED: ClassifiedImage = {
  ...CLASSIFIED,
  classification: {
    ...CLASSIFIED.classification,
    explanation: {
      method: 'grad-cam',
      class: 'MEL',
      height: 1,
      width: 1,
      values: [1],
      check: { drop: 0.5, randomDrop: 0, holds: true },
    },
  },
  pictures: { blended: MAP },
};

const describesCompact = () => serving(COMPACT);

function send(address: string, accept: string): Promise<Response> {
  return fetch(address, {
    method: 'POST',
    headers: { Accept: accept, 'Content-Type': 'image/jpeg' },
    body: Uint8Array.from(image),
  });
}

const partOf = (bundle: { entry: { resource: { resourceType: string } }[] }, type: string) =>
  bundle.entry.find(({ resource }) => resource.resourceType === type)?.resource as
    | Record<string, unknown>
    | undefined;

describe('the form of an answer', () => {
  it.each([
    ['an answer', CLASSIFIED],
    ['an answer with a heat map', EXPLAINED],
  ])('in JSON has of %s what the OpenAPI document describes, and nothing else', async (_, classified) => {
    const { base } = await start(async () => classified);
    const json = await (await post(base, image)).json();
    expect(json).toEqual(classificationSchema.parse(json));
    expect(json).toEqual(classified.classification);
  });

  const CHOSEN = [
    ['*/*', 'application/json; charset=utf-8'],
    ['application/json', 'application/json; charset=utf-8'],
    ['text/html, */*;q=0.8', 'application/json; charset=utf-8'],
    [FHIR, FHIR_ANSWER],
    [`${FHIR}; fhirVersion=4.0`, FHIR_ANSWER],
    [`${FHIR}, application/json;q=0.9`, FHIR_ANSWER],
    [`${FHIR};q=0.1, application/json`, 'application/json; charset=utf-8'],
  ] as const;

  it('is chosen by Accept', async () => {
    const { base } = await start(async () => CLASSIFIED, {}, describesCompact);
    for (const [accept, contentType] of CHOSEN) {
      const response = await send(`${base}/api/v1/classify`, accept);
      expect([accept, response.status, response.headers.get('content-type')]).toEqual([
        accept,
        200,
        contentType,
      ]);
      expect(response.headers.get('vary')).toMatch(/\bAccept\b/);
      expect(response.headers.get('cache-control')).toBe('no-store');
      const body = await response.json();
      expect(body.resourceType).toBe(contentType === FHIR_ANSWER ? 'Bundle' : undefined);
    }
  });

  it('is JSON without a header', async () => {
    const { base } = await start(async () => CLASSIFIED);
    const { request, answer } = openUpload(base, {});
    request.end(image);
    const { status, headers } = await answer;
    expect([status, headers['content-type']]).toEqual([200, 'application/json; charset=utf-8']);
  });

  const REFUSED = [
    ['text/html', 'application/problem+json; charset=utf-8'],
    ['image/png', 'application/problem+json; charset=utf-8'],
    [`${FHIR}; fhirVersion=5.0`, FHIR_ANSWER],
    [`${FHIR};q=0, application/json;q=0`, 'application/problem+json; charset=utf-8'],
  ] as const;

  it('that there is not is refused before the image is read', async () => {
    const classify = vi.fn(async () => CLASSIFIED);
    const { base } = await start(classify);
    for (const [accept, contentType] of REFUSED) {
      const { request, answer } = openUpload(base, {
        accept,
        'content-length': 10 * KIB,
        expect: '100-continue',
      });
      const mayContinue = vi.fn();
      request.once('continue', mayContinue);
      request.flushHeaders();
      const { status, headers, body } = await answer;
      expect([accept, status, headers['content-type']]).toEqual([accept, 406, contentType]);
      expect(headers.vary).toMatch(/\bAccept\b/);
      expect(body).toContain('not_acceptable');
      expect(mayContinue).not.toHaveBeenCalled();
    }
    expect(classify).not.toHaveBeenCalled();
  });
});

describe('an answer in FHIR', () => {
  it('knows the image by its digest, the model by its manifest, and has the map that was asked for', async () => {
    const classify = vi.fn(async () => EXPLAINED);
    const { base } = await start(classify, {}, describesCompact);
    const response = await send(`${base}/api/v1/classify?explain=grad-cam&bundle=transaction`, FHIR);
    const bundle = await response.json();
    expect(bundle.type).toBe('transaction');
    expect(partOf(bundle, 'DocumentReference')).toMatchObject({
      content: [
        {
          attachment: {
            contentType: 'image/jpeg',
            size: image.length,
            hash: createHash('sha1').update(image).digest('base64'),
          },
        },
      ],
    });
    expect(partOf(bundle, 'Device')).toMatchObject({ deviceName: [{ name: COMPACT.name }] });
    expect(partOf(bundle, 'DiagnosticReport')).toMatchObject({
      presentedForm: [{ contentType: 'image/png', data: MAP.toString('base64') }],
    });
    expect(classify).toHaveBeenCalledWith(
      expect.objectContaining({ explain: 'grad-cam', pictures: ['blended'] }),
      expect.anything(),
    );
  });

  it('names a DICOM object by its UID, where that is one', async () => {
    const { base } = await start(
      async () => ({
        ...CLASSIFIED,
        classification: {
          ...CLASSIFIED.classification,
          image: { format: 'dicom', width: 64, height: 64 },
        },
      }),
      {},
      describesCompact,
    );
    const referenceTo = async (uid: string) => {
      const file = writeDicomFile({ SOPClassUID: '1.2.840.10008.5.1.4.1.1.77.1.4', SOPInstanceUID: uid });
      const headers = { accept: FHIR, 'content-type': 'application/dicom' };
      return partOf(await (await post(base, Buffer.from(file), headers)).json(), 'DocumentReference');
    };
    expect(await referenceTo('2.25.4711')).toMatchObject({
      masterIdentifier: { system: 'urn:ietf:rfc:3986', value: 'urn:oid:2.25.4711' },
      content: [{ attachment: { contentType: 'application/dicom' } }],
    });
    for (const odd of ['2.25.04711', '12.4<script>']) {
      expect(await referenceTo(odd)).not.toHaveProperty('masterIdentifier');
    }
  });

  it('asks for no picture where it shows none', async () => {
    const classify = vi.fn(async () => EXPLAINED);
    const { base } = await start(classify, {}, describesCompact);
    await send(`${base}/api/v1/classify`, FHIR);
    await send(`${base}/api/v1/classify?explain=grad-cam`, 'application/json');
    for (const [wishes] of classify.mock.calls as unknown as [object][]) {
      expect(wishes).not.toHaveProperty('pictures');
    }
  });

  it('waits for the worker to describe the very model that answered', async () => {
    const { base } = await start(
      async () => CLASSIFIED,
      {},
      () => serving({ ...COMPACT, id: 'another' }),
    );
    const response = await send(`${base}/api/v1/classify`, FHIR);
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1']);
    expect((await response.json()).issue[0].code).toBe('transient');
  });

  const NOT_UNDERSTOOD = [
    ['bundle=collection', FHIR],
    ['bundle=', FHIR],
    ['bundle=transaction&bundle=transaction', FHIR],
    ['bundle=transaction', 'application/json'],
    ['bundle=transaction', '*/*'],
    ['Bundle=transaction', FHIR],
  ] as const;

  it('is refused with a parameter that is not understood, or that would change nothing', async () => {
    const { base } = await start(async () => CLASSIFIED, {}, describesCompact);
    for (const [query, accept] of NOT_UNDERSTOOD) {
      const response = await send(`${base}/api/v1/classify?${query}`, accept);
      expect([query, accept, response.status]).toEqual([query, accept, 400]);
      expect(await response.text()).toContain('invalid_request');
    }
  });
});

describe('an error for a caller that speaks FHIR is an OperationOutcome', () => {
  const issueOf = async (response: Response) => {
    expect(response.headers.get('content-type')).toBe(FHIR_ANSWER);
    expect(response.headers.get('vary')).toMatch(/\bAccept\b/);
    const { resourceType, issue } = await response.json();
    expect(resourceType).toBe('OperationOutcome');
    return [response.status, issue[0].details.coding[0].code, issue[0].code];
  };

  it('of an image that cannot be read, and one that is too large', async () => {
    const { base } = await start(
      async () => {
        throw new SlcError('invalid_image', 'image: expected a whole file');
      },
      { UPLOAD_LIMIT_BYTES: `${64 * KIB}` },
    );
    expect(await issueOf(await send(`${base}/api/v1/classify`, FHIR))).toEqual([
      400,
      'invalid_image',
      'invalid',
    ]);
    const large = await post(base, Buffer.alloc(65 * KIB), { accept: FHIR });
    expect(await issueOf(large)).toEqual([413, 'image_too_large', 'too-long']);
  });

  it('of a worker that is full', async () => {
    const { base } = await start(async () => {
      throw new SlcError('overloaded', 'full', { retryAfterMs: 2_000 });
    });
    const refused = await send(`${base}/api/v1/classify`, FHIR);
    expect(refused.headers.get('retry-after')).toBe('2');
    expect(await issueOf(refused)).toEqual([429, 'overloaded', 'throttled']);
  });

  it('of an upload that breaks off being HTTP', async () => {
    const { gateway } = await start();
    const socket = connect(gateway.port, '127.0.0.1');
    const head = 'POST /api/v1/classify HTTP/1.1\r\nHost: x\r\nContent-Type: image/jpeg\r\n';
    socket.write(`${head}Accept: ${FHIR}\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nno size\r\n`);
    let answer = '';
    // The server may reset it.
    socket.on('error', () => {});
    socket.setEncoding('utf8').on('data', (text) => {
      answer += text;
    });
    // Its last bytes.
    await expect.poll(() => answer).toContain('}]}');
    socket.destroy();
    expect(answer).toMatch(/^HTTP\/1.1 400 /);
    expect(answer).toContain(`Content-Type: ${FHIR_ANSWER}`);
    expect(answer).toContain('{"resourceType":"OperationOutcome"');
  });

  it('of another address, another method and too many requests', async () => {
    const { base } = await start(undefined, { RATE_LIMIT_PER_MINUTE: '2' });
    const ask = (path: string) => fetch(base + path, { headers: { accept: FHIR } });
    expect(await issueOf(await ask('/api/v1/nothing'))).toEqual([404, 'not_found', 'not-found']);
    expect(await issueOf(await ask('/api/v1/classify'))).toEqual([
      405,
      'method_not_allowed',
      'not-supported',
    ]);
    expect(await issueOf(await ask('/api/v1/model'))).toEqual([429, 'rate_limited', 'throttled']);
  });
});
