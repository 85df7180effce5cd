import type { Logger } from '@slc/runtime';
import type { RequestHandler } from 'express';
import type { GatewayMetrics } from './metrics.js';

/** One line and one observation a request, when its answer is done. Paths and file names are the user's: neither is told. */
export function observeRequests(metrics: GatewayMetrics, logger: Logger): RequestHandler {
  return (request, response, next) => {
    const startedMs = performance.now();
    response.once('close', () => {
      const durationMs = performance.now() - startedMs;
      const route = typeof request.route?.path === 'string' ? request.route.path : 'other';
      const { method } = request;
      const status = response.writableFinished ? response.statusCode : 499;
      metrics.answered({ route, method, status, seconds: durationMs / 1000 });
      logger.info({ method, route, status, code: response.locals.code, durationMs }, 'request');
    });
    next();
  };
}
