import type { Server } from 'node:http';

/** However slow a reader is, something of an answer moves within seconds. */
export const ANSWER_STALL_MS = 30_000;

/**
 * Ends a connection whose answer nobody reads. Node looks each `stallMs` whether anything has moved, so it takes up to
 * twice as long. What is not answered yet may take its time: it has clocks of its own.
 */
export function cutStalledAnswers(server: Server, stallMs: number): void {
  // Node ends this clock with the answer, and starts the one of connections that are kept.
  server.timeout = stallMs;
  server.on('request', (_request, response) => {
    // That somebody listens keeps Node from ending the connection itself.
    response.on('timeout', (socket) => {
      if (response.headersSent) socket.destroy();
    });
  });
}
