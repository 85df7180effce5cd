import type { Socket } from 'node:net';
import type { Request, RequestHandler, Response } from 'express';

/**
 * What comes of a request after its answer is thrown away, for a moment: who is still sending reads the answer only if the
 * connection is not cut under it.
 */
export function lingerAfterAnswer(): RequestHandler {
  return (request, response, next) => {
    response.once('finish', () => {
      if (request.complete) return;
      request.unpipe();
      request.resume();
      request.once('close', cutAfterAMoment(request.socket));
    });
    next();
  };
}

/**
 * To be called before an answer to a request whose body may not be read to its end. A connection that was to be closed is, but
 * after the body.
 */
export function leaveOpen(response: Response): void {
  const { req: request } = response;
  if (request.complete || !bringsBody(request)) return;
  const isLast = !response.shouldKeepAlive || /close/i.test(String(response.getHeader('Connection')));
  // Node resets a connection that is to be closed as soon as its answer is written, where something is still unread.
  response.shouldKeepAlive = true;
  response.removeHeader('Connection');
  if (!isLast) return;
  const end = () => request.socket.end();
  response.once('finish', () => (request.closed ? end() : request.once('close', end)));
}

/** `complete` says of no request yet, when its handler begins, that it has come to its end. */
function bringsBody({ headers }: Request): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

/**
 * Ends a connection that goes on for too long, or sends too much.
 *
 * @returns lets it be
 */
export function cutAfterAMoment(socket: Socket): () => void {
  const endMs = performance.now() + LINGER_MS;
  const endBytes = socket.bytesRead + LINGER_BYTES;
  // Node throws away without telling anybody, but it counts.
  const watch = setInterval(() => {
    if (socket.destroyed) clearInterval(watch);
    else if (performance.now() > endMs || socket.bytesRead > endBytes) socket.destroy();
  }, WATCH_MS);
  return () => clearInterval(watch);
}

const LINGER_MS = 2_000;
/** A browser reads no answer before it has sent all: this is a file of three times the usual limit. */
const LINGER_BYTES = 32 * 2 ** 20;
const WATCH_MS = 20;
