import { describe, expect, it } from 'vitest';
import { image, start } from './test-gateway.js';

const HTML_ADDRESS = /\b(?:href|src|action)="([^"]*)"/g;

/** The addresses on this gateway that a page names. */
function addressesOf(html: string): string[] {
  const all = [...html.matchAll(HTML_ADDRESS)].map(([, address = '']) => address);
  return all.filter((address) => !/^(#|data:|https?:\/\/)/.test(address));
}

async function page(url: string, init: RequestInit = {}) {
  const response = await fetch(url, { redirect: 'manual', ...init });
  return { response, text: await response.text() };
}

const PAGES = [
  '/',
  '/en/',
  '/es/',
  '/model-info',
  '/es/model-info',
  '/model-status',
  '/api/docs',
  '/es/api/docs',
  '/nowhere',
  '/es/nowhere',
];

function upload(): RequestInit {
  const body = new FormData();
  body.set('image', new Blob([Uint8Array.from(image)]), 'a.jpg');
  return { method: 'POST', body };
}

describe('a gateway under /clinic/derm', () => {
  it('names no address without it, on any page, whether or not the proxy strips it', async () => {
    const { base } = await start(undefined, { BASE_PATH: '/clinic/derm' });
    for (const prefix of ['', '/clinic/derm']) {
      const pages = [
        ...PAGES.map((path) => page(base + prefix + path)),
        page(`${base}${prefix}/classify`, upload()),
        page(`${base}${prefix}/es/classify`, upload()),
      ];
      for (const { text } of await Promise.all(pages)) {
        const addresses = addressesOf(text);
        expect(addresses.length).toBeGreaterThan(8);
        for (const address of addresses) expect(address).toMatch(/^\/clinic\/derm\//);
      }
    }
  });

  it('answers every address that its pages name', async () => {
    const { base } = await start(undefined, { BASE_PATH: '/clinic/derm' });
    const texts = await Promise.all(PAGES.map(async (path) => (await page(base + path)).text));
    const addresses = new Set(texts.flatMap(addressesOf).filter((address) => !address.endsWith('/classify')));
    // Pages that do not exist offer themselves in the other languages.
    const existing = [...addresses].filter((address) => !address.endsWith('/nowhere'));
    expect(existing.length).toBeGreaterThan(15);
    for (const address of existing) {
      expect([address, (await page(base + address)).response.status]).toEqual([address, 200]);
    }
  });

  it('opens at the prefix itself, with and without a slash', async () => {
    const { base } = await start(undefined, { BASE_PATH: '/clinic/derm' });
    for (const path of ['/clinic/derm', '/clinic/derm?from=mail', '/clinic/derm/']) {
      const { response, text } = await page(base + path);
      expect(response.status).toBe(200);
      expect(text).toContain('action="/clinic/derm/classify"');
    }
    expect((await page(`${base}/clinic/dermatology`)).response.status).toBe(404);
  });

  it('says so to programs: in the document’s server and in a problem’s instance', async () => {
    const { base } = await start(undefined, { BASE_PATH: '/clinic/derm' });
    const document = await (await fetch(`${base}/api/v1/openapi.json`)).json();
    expect(document.servers).toEqual([{ url: `${base}/clinic/derm` }]);
    for (const path of ['/api/v1/nowhere', '/clinic/derm/api/v1/nowhere']) {
      const response = await fetch(base + path);
      expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
      expect(await response.json()).toMatchObject({
        status: 404,
        instance: '/clinic/derm/api/v1/nowhere',
        detail: 'GET /clinic/derm/api/v1/nowhere: there is no such address',
      });
    }
  });

  it('counts a route as one, with and without it', async () => {
    const { base, metrics } = await start(undefined, { BASE_PATH: '/clinic/derm' });
    await (await fetch(`${base}/clinic/derm/livez`)).text();
    await (await fetch(`${base}/livez`)).text();
    await expect.poll(metrics).toMatch(/gateway_http_request_seconds_count\{route="\/livez",[^}]*\} 2/);
  });
});

describe('a proxy’s X-Forwarded-Prefix', () => {
  const action = async (base: string, prefix: string) => {
    const { text, response } = await page(base, { headers: { 'x-forwarded-prefix': prefix } });
    return { action: /action="([^"]*)"/.exec(text)?.[1], vary: response.headers.get('vary') ?? '' };
  };

  it('comes before BASE_PATH where the proxy is trusted, and caches are told', async () => {
    const { base } = await start(undefined, { BASE_PATH: '/a', TRUST_PROXY: 'loopback' });
    expect(await action(base, '/b')).toEqual({
      action: '/b/classify',
      vary: expect.stringMatching(/x-forwarded-prefix/i),
    });
    expect((await action(base, '/')).action).toBe('/classify');
    const document = await fetch(`${base}/b/api/v1/openapi.json`, {
      headers: { 'x-forwarded-prefix': '/b' },
    });
    expect((await document.json()).servers).toEqual([{ url: `${base}/b` }]);
  });

  it('is not read from anybody else', async () => {
    for (const TRUST_PROXY of ['off', '10.0.0.0/8']) {
      const { base, close } = await start(undefined, { BASE_PATH: '/a', TRUST_PROXY });
      expect((await action(base, '/b')).action).toBe('/a/classify');
      await close();
    }
  });

  it.each([
    '//evil.example',
    'https://evil.example',
    '/"><script>',
    '/a/../..',
    '/b, /c',
    `/${'x'.repeat(300)}`,
    '/api',
    '/es/derm',
  ])('is ignored, and the log says so once, where it is no path that can be one: %s', async (prefix) => {
    const { base, lines } = await start(undefined, { BASE_PATH: '/a', TRUST_PROXY: '1' });
    for (let i = 0; i < 2; i++) expect((await action(base, prefix)).action).toBe('/a/classify');
    expect(lines.filter(({ msg }) => /X-Forwarded-Prefix is ignored/.test(String(msg)))).toHaveLength(1);
  });
});

it('says what to send in place of an image in JSON', async () => {
  const { base } = await start();
  const response = await fetch(`${base}/api/v1/classify`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ image: 'data:image/jpeg;base64,/9j/4AAQ' }),
  });
  expect(response.status).toBe(415);
  expect((await response.json()).detail).toMatch(/got JSON: send the bytes of the image file themselves/);
});
