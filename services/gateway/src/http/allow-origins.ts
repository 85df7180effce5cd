import cors from 'cors';
import type { RequestHandler } from 'express';
import { JSON_LENGTH_HEADER } from './inference-protocol.js';

/** Browsers ask again after this time, so that a changed setting reaches them. */
const PREFLIGHT_SECONDS = 600;

/**
 * Lets pages of exactly these origins read the answers of the JSON API and of the Open Inference Protocol, without cookies or other credentials: there are
 * none. Pages of other origins stay refused by their browsers.
 */
export function allowOrigins(origins: readonly string[]): RequestHandler {
  if (origins.length === 0) return (_request, _response, next) => next();
  return cors({
    origin: [...origins],
    methods: ['GET', 'HEAD', 'POST'],
    allowedHeaders: [
      ...['Content-Type', 'Content-Encoding', 'Accept', 'traceparent', 'tracestate'],
      JSON_LENGTH_HEADER,
    ],
    exposedHeaders: ['Retry-After', JSON_LENGTH_HEADER],
    maxAge: PREFLIGHT_SECONDS,
  });
}
