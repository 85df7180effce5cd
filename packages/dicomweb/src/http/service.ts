import { setTimeout as sleepMs } from 'node:timers/promises';
import { type RetryOptions, SlcError, withRetries } from '@slc/domain';
import type { Exchange, HttpAnswer, HttpRequest } from './exchange.js';
import { isOutage } from './outage.js';
import { withDeadline } from './with-deadline.js';

/** A DICOMweb service: where it is, and how it is asked. */
export interface Service {
  /** Without a slash at its end. */
  readonly baseUrl: string;
  readonly exchange: Exchange;
  /** The value of the header `Authorization`, asked for before each request since tokens expire. */
  readonly authorization?: (() => Promise<string>) | undefined;
  /** Of one request with its answer, before it is repeated. */
  readonly requestTimeoutMs: number;
  readonly sleep?: Sleep | undefined;
  readonly random?: RetryOptions['random'];
}

/** Ends early when the signal aborts. */
export type Sleep = (ms: number, signal: AbortSignal) => Promise<unknown>;

/** What waits longer than these say is tried anew by the caller. */
const RETRIES = { mostTries: 4, firstPauseMs: 500, longestPauseMs: 30_000 };

/** What is asked for; `path` is below the service's address. */
export interface ServiceRequest extends Pick<HttpRequest, 'method' | 'headers' | 'body'> {
  readonly path: string;
  /** What the caller does, for messages: `search`, `store`. It must not say of what patient. */
  readonly purpose: string;
  /** Statuses besides 2xx that `read` wants. */
  readonly readStatuses?: readonly number[];
}

/** Two of them are usual: from http to https, and to the right path. */
const MOST_REDIRECTIONS = 5;

/**
 * Asks until there is an answer, and reads it. Where the answer breaks off, the whole request is repeated.
 *
 * @param read reads the body to its end, or throws
 * @throws SlcError `overloaded` or `deadline_exceeded` for an outage that lasts; `unauthenticated`; `not_found`; `invalid_request`
 * for any other refusal; `cancelled`; what `read` throws
 */
export async function ask<T>(
  service: Service,
  request: ServiceRequest,
  { signal, read }: { readonly signal: AbortSignal; readonly read: (answer: HttpAnswer) => Promise<T> },
): Promise<T> {
  const attempt = () =>
    withDeadline({ signal, afterMs: service.requestTimeoutMs }, async (bounded) => {
      const answer = await follow(service, request, bounded);
      try {
        const isWanted = isSuccess(answer.status) || request.readStatuses?.includes(answer.status);
        if (!isWanted) throw refused(request, answer);
        return await read(answer);
      } finally {
        answer.discard();
      }
    });
  const { sleep = sleepOrAbort, random } = service;
  return await withRetries(attempt, {
    ...RETRIES,
    signal,
    random,
    isPassing: isOutage,
    sleep: (ms) => sleep(ms, signal),
  });
}

async function sleepOrAbort(ms: number, signal: AbortSignal): Promise<void> {
  await sleepMs(ms, null, { signal }).catch(() => {});
}

async function follow(service: Service, request: ServiceRequest, signal: AbortSignal): Promise<HttpAnswer> {
  const { method, body } = request;
  let url = new URL(`${service.baseUrl}${request.path}`);
  for (let redirections = 0; redirections <= MOST_REDIRECTIONS; redirections++) {
    const authorization = await service.authorization?.();
    const headers = { ...request.headers, ...(authorization && { authorization }) };
    const answer = await service.exchange({ method, url, headers, ...(body && { body }) }, signal);
    if (!isRedirection(answer.status)) return answer;
    answer.discard();
    url = redirected(url, answer, request);
  }
  throw new SlcError(
    'invalid_request',
    `${request.purpose}: expected at most ${MOST_REDIRECTIONS} redirections, got more`,
  );
}

/**
 * Images of patients and the token go to the host that was named, never in the clear where that was not, and what is stored stays
 * a POST.
 */
function redirected(from: URL, { status, headers }: HttpAnswer, { method, purpose }: ServiceRequest): URL {
  const to = URL.canParse(headers.location ?? '', from.href) ? new URL(headers.location ?? '', from) : null;
  const isUpgrade = to?.hostname === from.hostname && from.protocol === 'http:' && to.protocol === 'https:';
  if (
    to &&
    (to.origin === from.origin || isUpgrade) &&
    (method === 'GET' || status === 307 || status === 308)
  ) {
    return to;
  }
  const got = to ? `one to ${to.origin}` : 'one without a usable address';
  throw new SlcError(
    'invalid_request',
    `${purpose}: expected an answer of ${from.origin} or a redirection (307, 308) within it, got status ${status}, ${got}`,
  );
}

function isRedirection(status: number): boolean {
  return [301, 302, 303, 307, 308].includes(status);
}

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

/** The server's own words are left out: some name the patient. */
export function refused({ purpose }: Pick<ServiceRequest, 'purpose'>, answer: HttpAnswer): SlcError {
  const { status } = answer;
  const words = `${purpose}: the DICOMweb server answered with status ${status}`;
  if (status === 401 || status === 403) {
    return new SlcError('unauthenticated', `${words}: it wants other credentials`);
  }
  if (status === 404) return new SlcError('not_found', words);
  if (status === 429 || (status >= 500 && status !== 501)) {
    const retryAfterMs = retryAfter(answer);
    return new SlcError('overloaded', words, retryAfterMs === undefined ? {} : { retryAfterMs });
  }
  return new SlcError('invalid_request', words);
}

/** A date is not read: the pause that doubles does as well. */
function retryAfter({ headers }: HttpAnswer): number | undefined {
  const seconds = headers['retry-after'];
  return seconds !== undefined && /^\d{1,6}$/.test(seconds) ? Number(seconds) * 1_000 : undefined;
}
