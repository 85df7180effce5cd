import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
export function standInFile(bytes, file = 'weights.h5') {
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
/** Git's object id, by which the Hub knows a small file. */
function oidOf(bytes) {
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}
/**
 * Serves the Hub's routes for its clients: revision, tree and paths-info, resolve with a redirect, and a content host of
 * another origin with ETags of its own and ranges. Small files come from the Hub itself.
 */
export async function startHubStandIn({ bytes, sha256, source }, others = []) {
  const files = new Map([[source.file, { bytes, sha256, isLarge: true }]]);
  for (const { file, bytes: ownBytes, isLarge = false } of others) {
    files.set(file, { bytes: ownBytes, sha256: standInFile(ownBytes).sha256, isLarge });
  }
  const api = `/api/models/${source.repo}`;
  const resolved = `/${source.repo}/resolve/${source.revision}/`;
  const seen = [];
  let bytesSent = 0;
  const hub = createServer((request, response) => void answer('hub', request, response));
  const content = createServer((request, response) => void answer('content', request, response));
  const hubOrigin = await listen(hub);
  const contentOrigin = await listen(content);
  const standIn = {
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
  async function answer(host, request, response) {
    const { method = '', url = '/' } = request;
    const path = decodeURIComponent(new URL(url, hubOrigin).pathname);
    const { range, authorization } = request.headers;
    seen.push({ host, method, path, range, authorization });
    if (await standIn.misbehaviour[host]?.(request, response)) return;
    const file = path.startsWith(resolved) ? files.get(path.slice(resolved.length)) : undefined;
    if (host === 'content') await answerContent(request, response, path);
    else if (path === `${api}/paths-info/${source.revision}` && method === 'POST') {
      await answerPathsInfo(request, response);
    } else if (path === `${api}/revision/main` || path === `${api}/revision/${source.revision}`) {
      sendJson(response, { _id: '1', id: source.repo, sha: source.revision });
    } else if (path === `${api}/tree/${source.revision}`) sendJson(response, entriesOf(files.keys()));
    else if (file?.isLarge) redirect(response, file);
    else if (file) {
      const headers = { etag: `"${oidOf(file.bytes)}"`, 'content-length': file.bytes.length };
      response.writeHead(200, headers).end(standIn.misbehaviour.smallBytes ?? file.bytes);
    } else {
      const isRepository = path.includes(`/${source.repo}/`);
      const code = !isRepository
        ? 'RepoNotFound'
        : path.includes(source.revision)
          ? 'EntryNotFound'
          : 'RevisionNotFound';
      response.writeHead(404, { 'x-error-code': code, 'content-type': 'text/plain' }).end(code);
    }
  }
  async function answerPathsInfo(request, response) {
    const pieces = [];
    for await (const piece of request) pieces.push(piece);
    const { paths } = JSON.parse(Buffer.concat(pieces).toString());
    sendJson(response, entriesOf(paths));
  }
  function entriesOf(paths) {
    return [...paths].flatMap((path) => {
      const file = files.get(path);
      if (!file) return [];
      const lfs = {
        oid: standIn.misbehaviour.sha256 ?? file.sha256,
        size: file.bytes.length,
        pointerSize: 134,
      };
      const entry = { type: 'file', oid: oidOf(file.bytes), size: file.bytes.length, path };
      return [file.isLarge ? { ...entry, lfs } : entry];
    });
  }
  function sendJson(response, value) {
    response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(value));
  }
  function redirect(response, file) {
    response
      .writeHead(302, {
        location: `${contentOrigin}/repos/${file.sha256}?X-Amz-Signature=${randomBytes(8).toString('hex')}`,
        'x-repo-commit': source.revision,
        'x-linked-size': String(file.bytes.length),
        'x-linked-etag': `"${standIn.misbehaviour.sha256 ?? file.sha256}"`,
        'accept-ranges': 'bytes',
      })
      .end();
  }
  async function answerContent(request, response, path) {
    const asked = [...files.values()].find((each) => path.endsWith(each.sha256));
    const body = standIn.misbehaviour.bytes ?? asked?.bytes ?? bytes;
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
async function listen(server) {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${server.address().port}`;
}
function drained(response) {
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
function end(server) {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
