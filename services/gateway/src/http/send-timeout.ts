import type { Server } from 'node:http';

/**
 * Ends a connection when nothing of an answer could be sent for `sendTimeoutMs`. Node checks once every such interval,
 * so it takes up to twice as long. A request that has no answer yet may take its time: it has timeouts of its own.
 */
export function limitSendTime(server: Server, sendTimeoutMs: number): void {
  // Node stops this timer at the end of the answer, and starts the keep-alive one.
  server.timeout = sendTimeoutMs;
  server.on('request', (_request, response) => {
    // With a listener, Node leaves it to us to end the connection.
    response.on('timeout', (socket) => {
      if (response.headersSent) socket.destroy();
    });
  });
}
