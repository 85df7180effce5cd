import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { start } from './test-gateway.js';

type Headers = Readonly<Record<string, string>>;

/** `fetch` does not send a Host of the test's. */
function read(address: string, headers: Headers): Promise<string> {
  return new Promise((resolve, reject) => {
    request(address, { headers }, (response) => resolve(text(response)))
      .once('error', reject)
      .end();
  });
}

/** The server that the OpenAPI document names. */
async function serverOf(base: string, headers: Headers): Promise<string> {
  return JSON.parse(await read(`${base}/api/v1/openapi.json`, headers)).servers[0].url;
}

describe('the address in the API’s documents', () => {
  it('is the request’s own', async () => {
    const { base } = await start();
    const servers: readonly (readonly [Headers, string])[] = [
      [{ host: 'derm.example' }, 'http://derm.example'],
      [{ host: 'derm.example:8443' }, 'http://derm.example:8443'],
      [{ host: '[::1]:8000' }, 'http://[::1]:8000'],
      // Nobody says that this is a proxy.
      [{ host: 'a', 'x-forwarded-host': 'b', 'x-forwarded-proto': 'https' }, 'http://a'],
    ];
    for (const [headers, expected] of servers) expect(await serverOf(base, headers)).toBe(expected);
  });

  it('is the trusted proxy’s', async () => {
    const { base } = await start(undefined, { TRUST_PROXY: 'loopback' });
    const servers: readonly (readonly [Headers, string])[] = [
      [{ 'x-forwarded-host': 'derm.example', 'x-forwarded-proto': 'https' }, 'https://derm.example'],
      [{ 'x-forwarded-host': 'derm.example', 'x-forwarded-prefix': '/p' }, 'http://derm.example/p'],
      [{ host: 'derm.example', 'x-forwarded-port': '8080' }, 'http://derm.example:8080'],
      [{ host: 'derm.example:81', 'x-forwarded-port': '8080' }, 'http://derm.example:81'],
      [{ host: 'derm.example', 'x-forwarded-proto': 'javascript' }, 'http://derm.example'],
      [
        { host: 'derm.example', 'x-forwarded-port': '443', 'x-forwarded-proto': 'https' },
        'https://derm.example',
      ],
    ];
    for (const [headers, expected] of servers) {
      expect(await serverOf(base, headers)).toBe(expected);
      const page = await read(`${base}/es/api/docs`, headers);
      const named = [...page.matchAll(/(http[^\s'"&;]*)\/api\/v1\/classify/g)].map(([, address]) => address);
      // One for each example that sends an image.
      expect(named).toEqual(new Array(6).fill(expected));
      expect(page).not.toContain('localhost');
    }
  });

  it('is this machine’s where the host is no plain name', async () => {
    const { base, gateway } = await start(undefined, { TRUST_PROXY: 'loopback' });
    const names = ['a;reboot', '$(reboot)', 'a b', '"><script>', 'a/../b', 'a:b', 'user@a', 'a'.repeat(300)];
    for (const name of names) {
      const server = await serverOf(base, { 'x-forwarded-host': name });
      expect([name, server]).toEqual([name, `http://localhost:${gateway.port}`]);
    }
  });
});
