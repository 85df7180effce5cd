import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { KIB, start } from './test-gateway.js';

describe('a client that goes on sending after the answer', () => {
  const chunked = 'Host: x\r\nTransfer-Encoding: chunked\r\n';
  const upload = `POST /api/v1/classify HTTP/1.1\r\n${chunked}Content-Type: image/jpeg\r\n\r\n`;
  const lookup = `GET /livez HTTP/1.1\r\n${chunked}\r\n`;
  const env = { UPLOAD_LIMIT_BYTES: `${64 * KIB}` };

  /** Sends a request's head; the test sends the rest. Resolves with the answer when the connection has closed. */
  function send(port: number, head: string) {
    const socket = connect(port, '127.0.0.1');
    let answer = '';
    socket.setEncoding('utf8').on('data', (text) => {
      answer += text;
    });
    // The server may reset it.
    socket.on('error', () => {});
    const ended = new Promise<string>((resolve) => socket.once('close', () => resolve(answer)));
    socket.write(head);
    return { socket, ended };
  }

  const chunk = Buffer.concat([
    Buffer.from(`${(256 * KIB).toString(16)}\r\n`),
    Buffer.alloc(256 * KIB),
    Buffer.from('\r\n'),
  ]);

  it.each([
    ['an upload that is refused', upload, 413],
    ['a request without a route', `POST /nothing HTTP/1.1\r\n${chunked}\r\n`, 404],
    ['a request that is answered without its body', lookup, 200],
  ])('as fast as it can is disconnected soon: %s', async (_, head, status) => {
    const { gateway } = await start(undefined, env);
    const { socket, ended } = send(gateway.port, head);
    let sentBytes = 0;
    const flood = (): void => {
      while (!socket.destroyed) {
        sentBytes += chunk.length;
        if (!socket.write(chunk)) return void socket.once('drain', flood);
      }
    };
    flood();
    expect(await ended).toMatch(`HTTP/1.1 ${status} `);
    expect(sentBytes).toBeLessThan(200 * KIB * KIB);
  });

  it.each([
    ['that is refused', upload, 413],
    ['that is answered', lookup, 200],
  ])('slowly, or not at all, is disconnected soon too: a request %s', async (_, head, status) => {
    const { gateway } = await start(undefined, env);
    const { socket, ended } = send(gateway.port, head);
    socket.write(chunk);
    const startedMs = performance.now();
    expect(await ended).toMatch(`HTTP/1.1 ${status} `);
    expect(performance.now() - startedMs).toBeLessThan(4_000);
  });

  it.each([
    ['brings nothing', 'GET /nothing HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', 404],
    ['brings nothing, in HTTP/1.0', 'GET /nothing HTTP/1.0\r\n\r\n', 404],
    [
      'brings a body that is refused',
      `POST /nothing HTTP/1.1\r\nConnection: close\r\n${chunked}\r\n3\r\nabc\r\n0\r\n\r\n`,
      404,
    ],
  ])('has its connection closed at once where it asked for that: it %s', async (_, request, status) => {
    const { gateway } = await start(undefined, env);
    const startedMs = performance.now();
    expect(await send(gateway.port, request).ended).toMatch(`HTTP/1.1 ${status} `);
    expect(performance.now() - startedMs).toBeLessThan(1_500);
  });

  it('and reads only then gets its answer, and may send another request', async () => {
    const { gateway } = await start(undefined, env);
    const { socket, ended } = send(gateway.port, upload);
    socket.pause();
    for (let i = 0; i < 32; i++) socket.write(chunk);
    await new Promise((resolve) => socket.write('0\r\n\r\n', resolve));
    socket.write('GET /livez HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    socket.resume();
    expect(await ended).toMatch(/^HTTP\/1\.1 413 [\s\S]*HTTP\/1\.1 200 /);
  });
});
