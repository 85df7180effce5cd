import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Response } from 'express';
import { isInferencePath, sendInferenceError } from './inference-protocol.js';
import { keepOpenForBody, limitLingering } from './lingering-close.js';
import { type WrittenProblem, writeProblem } from './write-problem.js';

/**
 * Answers requests that are not HTTP, or that arrive too slowly: they never reach a route.
 * https://nodejs.org/api/http.html#event-clienterror
 */
export function answerMalformedRequests(server: Server): void {
  const latest = new WeakMap<Duplex, Response>();
  // Express has made the response its own by the time this map is read.
  server.on('request', (request, response) => latest.set(request.socket, response as Response));
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
    const [status, title] =
      error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? [408, 'The request came too slowly']
        : [400, 'The request is malformed'];
    const problem = {
      type: 'about:blank',
      title,
      status,
      detail: `${title}.`,
      code: 'invalid_request',
    } as const;

    const response = latest.get(socket);
    if (response === undefined || response.req.complete) {
      socket.end(rawAnswer(problem));
      // The connections of an HTTP server are sockets.
      limitLingering(socket as Socket);
      return;
    }
    if (response.headersSent) return void socket.destroy();
    // Its body is still being read. The request's own answer is used, so that it is counted and logged.
    response.locals.code = problem.code;
    keepOpenForBody(response);
    response.set('Cache-Control', 'no-store');
    if (isInferencePath(response.req.path)) sendInferenceError(response.status(status), problem.detail);
    else writeProblem(response, problem);
  });
}

/** For bytes that never became a request. */
function rawAnswer(problem: WrittenProblem): string {
  const { status, title } = problem;
  const body = JSON.stringify(problem);
  return [
    `HTTP/1.1 ${status} ${title}`,
    'Content-Type: application/problem+json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
    '',
    body,
  ].join('\r\n');
}
