import { SlcError, toSlcError } from '@slc/domain';
import type { Logger } from '@slc/runtime';
import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express';
import { problemSchema } from '../api/schemas.js';
import { HTTP_FACES } from './error-statuses.js';
import { leaveOpen } from './lingering-close.js';
import { traceOf } from './request-log.js';

/** Answers what no route took. */
export const notFound: RequestHandler = (request) => {
  throw new SlcError('not_found', `${request.method} ${request.path}: there is no such address`);
};

/** Refuses every other method of a route. */
export function allowOnly(...methods: readonly string[]): RequestHandler {
  // Express answers HEAD wherever it answers GET.
  const allowed = methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method]));
  return (request, response) => {
    response.set('Allow', allowed.join(', '));
    throw new SlcError('method_not_allowed', `${request.method}: expected ${allowed.join(' or ')}`);
  };
}

/** An error as a page. */
export type FaultPage = (error: SlcError, request: Request, response: Response) => Promise<string>;

/** Express matches routes in any case. */
const API_PATH = /^\/api(\/|$)/i;

/** The one place where errors become answers: problem+json for the API, a page for browsers. */
export function answerErrors(faultPage: FaultPage, logger: Logger): ErrorRequestHandler {
  // Express tells an error handler by its four parameters.
  return async (thrown: unknown, request: Request, response: Response, _next) => {
    const error = toSlcError(fromExpress(thrown));
    const { status } = HTTP_FACES[error.code];
    // Overload, a start and a deadline are no faults of the gateway: the request's own line tells of them.
    if (error.code === 'internal') {
      logger.error({ traceId: traceOf(response).traceId, err: error }, 'request failed');
    }
    response.locals.code = error.code;
    if (response.headersSent || response.destroyed) {
      response.destroy();
      return;
    }
    response.status(status).set('Cache-Control', 'no-store');
    const retryAfterMs = error.retryAfterMs ?? (error.code === 'model_not_ready' ? 1000 : undefined);
    if (retryAfterMs !== undefined) response.set('Retry-After', String(Math.ceil(retryAfterMs / 1000)));
    leaveOpen(response);
    if (API_PATH.test(request.path)) {
      response.type('application/problem+json').send(JSON.stringify(toProblem(error)));
    } else {
      try {
        response.type('html').send(await faultPage(error, request, response));
      } catch (err) {
        // Express would answer with its own page, which tells where our files lie.
        logger.error({ traceId: traceOf(response).traceId, err }, 'error page failed');
        response.type('text').send(`${error.code}\n`);
      }
    }
  };
}

function toProblem(error: SlcError) {
  const { status, title } = HTTP_FACES[error.code];
  return problemSchema.parse({ type: 'about:blank', title, status, detail: error.message, code: error.code });
}

/** Express's own errors, as for a malformed address, carry a status. */
function fromExpress(thrown: unknown): unknown {
  const status = thrown instanceof Error && 'status' in thrown ? thrown.status : undefined;
  if (typeof status !== 'number' || status < 400 || status >= 500) return thrown;
  return new SlcError('invalid_request', 'The request is malformed.', { cause: thrown });
}
