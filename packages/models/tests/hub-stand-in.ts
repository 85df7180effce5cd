import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { HubSource } from '@slc/domain';

/** A file that the stand-in serves, at one commit of one repository. */
export interface StandInFile {
  readonly source: HubSource;
  readonly bytes: Buffer;
  readonly sha256: string;
}

export interface SeenRequest {
  readonly host: 'hub' | 'content';
  readonly method: string;
  readonly path: string;
  readonly range: string | undefined;
  readonly authorization: string | undefined;
}

/** What a test makes the hosts do otherwise. A handler that returns true has answered. */
export interface Misbehaviour {
  hub?(request: IncomingMessage, response: ServerResponse): boolean | Promise<boolean>;
  content?(request: IncomingMessage, response: ServerResponse): boolean | Promise<boolean>;
  /** Instead of the file's own bytes. */
  bytes?: Buffer;
  /** In the file's entry and the Hub's headers, instead of the true one. */
  sha256?: string;
  /** The content host knows no ranges. */
  ignoresRanges?: boolean;
  /** The content host ends the connection after so many bytes of an answer. */
  breaksAfterBytes?: number;
  /** The content host sends no more after so many bytes of the file, and leaves the connection open. */
  holdsAtBytes?: number;
  /** Between two pieces of 64 KiB. */
  pauseMs?: number;
}

export interface HubStandIn {
  /** For `HF_ENDPOINT`. */
  readonly endpoint: string;
  readonly seen: readonly SeenRequest[];
  /** Of the content host's answers, as far as they were taken. */
  readonly bytesSent: number;
  misbehaviour: Misbehaviour;
  close(): Promise<void>;
}

export function standInFile(bytes: Buffer, file = 'weights.h5'): StandInFile {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const revision = randomBytes(20).toString('hex');
  const repo = 'somebody/a-model';
  return {
    bytes,
    sha256,
    source: { kind: 'hub', repo, file, revision, sizeBytes: bytes.length, sha256: null },
  };
}

const PIECE_BYTES = 64 * 1024;

/**
 * The Hub's routes as its clients meet them: paths-info, resolve with a redirect, and a content host of another origin
 * with ETags of its own and ranges.
 */
export async function startHubStandIn({ bytes, sha256, source }: StandInFile): Promise<HubStandIn> {
  const seen: SeenRequest[] = [];
  let bytesSent = 0;
  const hub = createServer((request, response) => void answer('hub', request, response));
  const content = createServer((request, response) => void answer('content', request, response));
  const hubOrigin = await listen(hub);
  const contentOrigin = await listen(content);
  const standIn: HubStandIn = {
    endpoint: hubOrigin,
    seen,
    get bytesSent() {
      return bytesSent;
    },
    misbehaviour: {},
    async close() {
      await Promise.all([hub, content].map(end));
    },
  };

  async function answer(host: 'hub' | 'content', request: IncomingMessage, response: ServerResponse) {
    const { method = '', url = '/' } = request;
    const path = decodeURIComponent(new URL(url, hubOrigin).pathname);
    const { range, authorization } = request.headers;
    seen.push({ host, method, path, range, authorization });
    if (await standIn.misbehaviour[host]?.(request, response)) return;
    if (host === 'content') await answerContent(request, response);
    else if (path === `/api/models/${source.repo}/paths-info/${source.revision}` && method === 'POST') {
      await answerPathsInfo(request, response);
    } else if (path === `/${source.repo}/resolve/${source.revision}/${source.file}`) redirect(response);
    else {
      const isRepository = path.includes(`/${source.repo}/`);
      const code = !isRepository
        ? 'RepoNotFound'
        : path.includes(source.revision)
          ? 'EntryNotFound'
          : 'RevisionNotFound';
      response.writeHead(404, { 'x-error-code': code, 'content-type': 'text/plain' }).end(code);
    }
  }

  async function answerPathsInfo(request: IncomingMessage, response: ServerResponse) {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece);
    const { paths } = JSON.parse(Buffer.concat(pieces).toString()) as { paths: string[] };
    const entry = {
      type: 'file',
      oid: createHash('sha1').update(bytes).digest('hex'),
      size: bytes.length,
      lfs: { oid: standIn.misbehaviour.sha256 ?? sha256, size: bytes.length, pointerSize: 134 },
      path: source.file,
    };
    response
      .writeHead(200, { 'content-type': 'application/json; charset=utf-8' })
      .end(JSON.stringify(paths.includes(source.file) ? [entry] : []));
  }

  function redirect(response: ServerResponse) {
    response
      .writeHead(302, {
        location: `${contentOrigin}/repos/${sha256}?X-Amz-Signature=${randomBytes(8).toString('hex')}`,
        'x-repo-commit': source.revision,
        'x-linked-size': String(bytes.length),
        'x-linked-etag': `"${standIn.misbehaviour.sha256 ?? sha256}"`,
        'accept-ranges': 'bytes',
      })
      .end();
  }

  async function answerContent(request: IncomingMessage, response: ServerResponse) {
    const body = standIn.misbehaviour.bytes ?? bytes;
    const [, from] = /^bytes=(\d+)-/.exec(request.headers.range ?? '') ?? [];
    const isRange = from !== undefined && !standIn.misbehaviour.ignoresRanges;
    const start = isRange ? Number(from) : 0;
    const common = {
      // Of S3's kind: no digest of the file.
      etag: `"${createHash('md5').update(body).digest('hex')}-30"`,
      'accept-ranges': 'bytes',
      'content-type': 'binary/octet-stream',
    };
    if (isRange && start >= body.length) {
      response.writeHead(416, { ...common, 'content-range': `bytes */${body.length}` }).end();
      return;
    }
    response.writeHead(isRange ? 206 : 200, {
      ...common,
      'content-length': body.length - start,
      ...(isRange && { 'content-range': `bytes ${start}-${body.length - 1}/${body.length}` }),
    });
    const { breaksAfterBytes = body.length, holdsAtBytes = body.length, pauseMs = 0 } = standIn.misbehaviour;
    let sentNow = 0;
    for (let at = start; at < holdsAtBytes && !response.destroyed; at += PIECE_BYTES) {
      const piece = body.subarray(at, Math.min(at + PIECE_BYTES, holdsAtBytes));
      if (sentNow + piece.length > breaksAfterBytes) {
        response.destroy();
        return;
      }
      if (!response.write(piece)) await drained(response);
      sentNow += piece.length;
      bytesSent += piece.length;
      if (pauseMs > 0) await sleep(pauseMs);
    }
    if (holdsAtBytes >= body.length) response.end();
  }

  return standIn;
}

async function listen(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const settle = () => {
      response.off('drain', settle);
      response.off('close', settle);
      resolve();
    };
    response.on('drain', settle);
    response.on('close', settle);
  });
}

function end(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
