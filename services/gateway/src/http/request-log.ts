import { continueTrace, type Logger, type TraceContext } from '@slc/runtime';
import type { RequestHandler, Response } from 'express';
import type { GatewayMetrics } from '../metrics.js';

/**
 * One line and one observation a request, when its answer is done. Paths, file names and addresses are the user's: none
 * is told. The line's trace id stands in the worker's line of the same request too.
 */
export function observeRequests(metrics: GatewayMetrics, logger: Logger): RequestHandler {
  return (request, response, next) => {
    const startedMs = performance.now();
    const trace = continueTrace((name) => request.get(name));
    response.locals.trace = trace;
    let isSent = false;
    // Node says so too of an answer whose connection ended under it.
    response.once('finish', () => {
      isSent = !request.socket.destroyed;
    });
    response.once('close', () => {
      const durationMs = performance.now() - startedMs;
      const route = typeof request.route?.path === 'string' ? request.route.path : 'other';
      const { method } = request;
      const status = isSent ? response.statusCode : 499;
      metrics.answered({ route, method, status, seconds: durationMs / 1000 });
      const { traceId } = trace;
      trace.end({
        name: `${method} ${route}`,
        attributes: {
          'http.request.method': method,
          'http.route': route,
          'http.response.status_code': status,
        },
        fault: status >= 500 ? String(response.locals.code ?? status) : undefined,
      });
      logger.info({ traceId, method, route, status, code: response.locals.code, durationMs }, 'request');
    });
    next();
  };
}

/** The trace that the request of this answer belongs to. */
export function traceOf(response: Response): TraceContext {
  // Set above, before every route.
  return response.locals.trace as TraceContext;
}
