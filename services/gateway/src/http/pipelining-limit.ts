import type { Socket } from 'node:net';
import type { RequestHandler, Response } from 'express';

/** Requests in flight on one connection. Browsers and proxies wait for each answer before they send the next request. */
const MAX_PIPELINED_REQUESTS = 16;

/**
 * Ends a connection that pipelines more than 16 requests. Node parses all requests that arrive together, and keeps
 * each answer in memory until the client has read those before it: 64 KiB of requests became 34 MB of answers.
 */
export function limitPipelining(): RequestHandler {
  const connections = new WeakMap<Socket, Set<Response>>();
  return ({ socket }, response, next) => {
    const inFlight = connections.get(socket) ?? open(socket);
    inFlight.add(response);
    response.once('close', () => inFlight.delete(response));
    if (inFlight.size > MAX_PIPELINED_REQUESTS) socket.destroy();
    else next();
  };

  function open(socket: Socket): Set<Response> {
    const inFlight = new Set<Response>();
    connections.set(socket, inFlight);
    socket.once('close', () => {
      // Node emits `close` only on the answer whose turn it is; the ones queued behind it have no socket yet.
      for (const response of inFlight) if (response.socket === null) response.emit('close');
    });
    return inFlight;
  }
}
