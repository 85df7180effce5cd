import type { Socket } from 'node:net';
import type { Request, RequestHandler, Response } from 'express';

const LINGER_MS = 2_000;
/** A browser reads no answer before it has sent everything: this is a file of three times the usual limit. */
const LINGER_BYTES = 32 * 2 ** 20;
const CHECK_INTERVAL_MS = 20;

/**
 * After an early answer, discards the rest of the request for a moment: a client that is still sending can read the
 * answer only if its connection is not cut. nginx calls this `lingering_close`.
 */
export function lingerAfterAnswer(): RequestHandler {
  return (request, response, next) => {
    response.once('finish', () => {
      if (request.complete) return;
      request.unpipe();
      request.resume();
      request.once('close', limitLingering(request.socket));
    });
    next();
  };
}

/**
 * Call it before answering a request whose body may not be read to its end. A connection that was to be closed is then
 * closed after the body instead of after the answer.
 */
export function keepOpenForBody(response: Response): void {
  const { req: request } = response;
  if (request.complete || !hasBody(request)) return;
  const isLast = !response.shouldKeepAlive || /close/i.test(String(response.getHeader('Connection')));
  // Node resets a closing connection as soon as its answer is written, if a part of the request is still unread.
  response.shouldKeepAlive = true;
  response.removeHeader('Connection');
  if (!isLast) return;
  const end = () => request.socket.end();
  response.once('finish', () => (request.closed ? end() : request.once('close', end)));
}

/** `request.complete` is still false for a request without a body when its handler begins. */
function hasBody({ headers }: Request): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

/**
 * Destroys the connection when it lingers for too long or sends too much.
 *
 * @returns stops watching it
 */
export function limitLingering(socket: Socket): () => void {
  const endMs = performance.now() + LINGER_MS;
  const endBytes = socket.bytesRead + LINGER_BYTES;
  // Node discards the bytes without an event, but it counts them.
  const timer = setInterval(() => {
    if (socket.destroyed) clearInterval(timer);
    else if (performance.now() > endMs || socket.bytesRead > endBytes) socket.destroy();
  }, CHECK_INTERVAL_MS);
  return () => clearInterval(timer);
}
