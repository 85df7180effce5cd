import { SlcError, toSlcError } from '@slc/domain';
import type { Logger } from '@slc/runtime';
import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express';
import { toProblem } from '../api/schemas.js';
import { addressOf } from './base-path.js';
import { HTTP_ERRORS, LONGEST_RETRY_AFTER_SECONDS } from './http-errors.js';
import { isInferencePath, sendInferenceError } from './inference-protocol.js';
import { keepOpenForBody } from './lingering-close.js';
import { traceOf } from './request-log.js';
import { writeProblem } from './write-problem.js';

/** Answers a request that matches no route. */
export const notFound: RequestHandler = (request, response) => {
  throw new SlcError('not_found', `${request.method} ${addressOf(response)}: there is no such address`);
};

/** An error as an HTML page. */
export type FaultPage = (error: SlcError, request: Request, response: Response) => Promise<string>;

/** Express matches routes in any case. */
const API_PATH = /^\/api(\/|$)/i;

/** The one place where errors become answers: problem+json under /api, as the protocol has it under /v2, a page elsewhere. */
export function answerErrors(faultPage: FaultPage, logger: Logger): ErrorRequestHandler {
  // biome-ignore lint/complexity/useMaxParams: Express recognises an error handler by its four parameters
  return async (thrown: unknown, request: Request, response: Response, _next) => {
    const error = toSlcError(fromExpress(thrown));
    // Overload, a starting model and a deadline are not faults of the gateway: the request's log line names them.
    if (error.code === 'internal') {
      logger.error({ traceId: traceOf(response).traceId, err: error }, 'request failed');
    }
    response.locals.code = error.code;
    if (response.headersSent || response.destroyed) {
      response.destroy();
      return;
    }
    response.status(HTTP_ERRORS[error.code].status).set('Cache-Control', 'no-store');
    const retryAfterMs = error.retryAfterMs ?? (error.code === 'model_not_ready' ? 1000 : undefined);
    if (retryAfterMs !== undefined) {
      const seconds = Math.min(Math.ceil(retryAfterMs / 1000), LONGEST_RETRY_AFTER_SECONDS);
      response.set('Retry-After', String(seconds));
    }
    keepOpenForBody(response);
    if (API_PATH.test(request.path)) {
      writeProblem(response, toProblem(error, addressOf(response)));
      return;
    }
    if (isInferencePath(request.path)) {
      const { status, detail } = toProblem(error, addressOf(response));
      sendInferenceError(response.status(status), detail);
      return;
    }
    try {
      response.type('html').send(await faultPage(error, request, response));
    } catch (err) {
      // Express's own error page would show paths of our files.
      logger.error({ traceId: traceOf(response).traceId, err }, 'error page failed');
      response.type('text').send(`${error.code}\n`);
    }
  };
}

/** Express's own errors, such as that of a malformed address, carry a status. */
function fromExpress(thrown: unknown): unknown {
  const status = thrown instanceof Error && 'status' in thrown ? thrown.status : undefined;
  if (typeof status !== 'number' || status < 400 || status >= 500) return thrown;
  return new SlcError('invalid_request', 'The request is malformed.', { cause: thrown });
}
