import cors from 'cors';
import type { RequestHandler } from 'express';

/** Browsers ask again after this time, so that a changed setting reaches them. */
const PREFLIGHT_SECONDS = 600;

/**
 * Lets pages of exactly these origins read the answers of the JSON API, without cookies or other credentials: there are
 * none. Pages of other origins stay refused by their browsers.
 */
export function allowOrigins(origins: readonly string[]): RequestHandler {
  if (origins.length === 0) return (_request, _response, next) => next();
  return cors({
    origin: [...origins],
    methods: ['GET', 'HEAD', 'POST'],
    allowedHeaders: ['Content-Type', 'Accept', 'traceparent', 'tracestate'],
    exposedHeaders: ['Retry-After'],
    maxAge: PREFLIGHT_SECONDS,
  });
}
