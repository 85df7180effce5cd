import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Response } from 'express';
import { cutAfterAMoment, leaveOpen } from './lingering-close.js';

/** What is no HTTP, or comes too slowly, is answered by nobody else. https://nodejs.org/api/http.html#event-clienterror */
export function answerBrokenRequests(server: Server): void {
  const latest = new WeakMap<Duplex, Response>();
  // By the time it is asked for, Express has made it its own.
  server.on('request', (request, response) => latest.set(request.socket, response as Response));
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
    const [status, title] =
      error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? [408, 'The request came too slowly']
        : [400, 'The request is malformed'];
    const problem = { type: 'about:blank', title, status, detail: `${title}.`, code: 'invalid_request' };
    const body = JSON.stringify(problem);

    const response = latest.get(socket);
    if (response === undefined || response.req.complete) {
      socket.end(bareAnswer(status, title, body));
      // An HTTP server has no others.
      cutAfterAMoment(socket as Socket);
      return;
    }
    if (response.headersSent) return void socket.destroy();
    // Its body is still being read: through its own answer, so that it is counted and logged as what it was.
    response.locals.code = problem.code;
    leaveOpen(response);
    response.status(status).set('Cache-Control', 'no-store').type(CONTENT_TYPE).end(body);
  });
}

const CONTENT_TYPE = 'application/problem+json';

/** For what never became a request. */
function bareAnswer(status: number, title: string, body: string): string {
  return [
    `HTTP/1.1 ${status} ${title}`,
    `Content-Type: ${CONTENT_TYPE}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
    '',
    body,
  ].join('\r\n');
}
