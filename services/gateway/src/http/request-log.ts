import { continueTrace, type Logger, type TraceContext } from '@slc/runtime';
import type { RequestHandler, Response } from 'express';
import type { GatewayMetrics } from '../metrics.js';

/**
 * Writes one log line and one observation for each request, when its answer has ended. Paths, file names and addresses
 * belong to the user and are not logged. The worker logs the same request with the same trace id.
 * A probe that succeeds is logged at `debug`: orchestrators repeat it every few seconds.
 */
export function observeRequests(metrics: GatewayMetrics, logger: Logger): RequestHandler {
  return (request, response, next) => {
    const startedMs = performance.now();
    const trace = continueTrace((name) => request.get(name));
    response.locals.trace = trace;
    let isSent = false;
    // Node emits `finish` also when the connection broke before the answer was sent.
    response.once('finish', () => {
      isSent = !request.socket.destroyed;
    });
    response.once('close', () => {
      const durationMs = performance.now() - startedMs;
      const route = typeof request.route?.path === 'string' ? request.route.path : 'other';
      const { method } = request;
      const status = isSent ? response.statusCode : 499;
      metrics.answered({ route, method, status }, durationMs / 1000);
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
      const level = PROBE.test(route) && status < 400 ? 'debug' : 'info';
      logger[level]({ traceId, method, route, status, code: response.locals.code, durationMs }, 'request');
    });
    next();
  };
}

/** The routes of liveness and readiness, ours and the Open Inference Protocol's. */
const PROBE = /^\/(livez|readyz|v2\/.+\/(live|ready))$/;

/** The trace of the request that this response answers. */
export function traceOf(response: Response): TraceContext {
  // `observeRequests` sets it before every route.
  return response.locals.trace as TraceContext;
}
