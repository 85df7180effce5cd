import { type ErrorCode, type HubSource, SlcError } from '@slc/domain';
import { systemCode } from './disk-fault.js';
import type { HubSettings } from './hub-settings.js';

export interface HubRequest {
  readonly source: HubSource;
  readonly settings: HubSettings;
  readonly signal: AbortSignal;
  readonly fetch: typeof fetch;
  /** How long a connection may stay silent. */
  readonly stallMs: number;
}

/**
 * Prepares one request to the Hub for its client, which has no time-out and no signal, and says little about what went
 * wrong: an abort signal, a limit on silence, and faults in words that say what to do.
 *
 * @param check throws an SlcError when a successful answer is not the requested one
 */
export function checkedFetch(request: HubRequest, check: (response: Response) => void) {
  const { signal, stallMs } = request;
  const subject = subjectOf(request.source);
  const ended = new AbortController();
  const stalled = new AbortController();
  const both = AbortSignal.any([signal, ended.signal, stalled.signal]);
  let fault: unknown;
  let timer: NodeJS.Timeout | undefined;
  const stall = () =>
    stalled.abort(transient(`${subject}: the connection stalled, no byte came for ${stallMs / 1_000} s.`));
  /** Restarts the clock of the silence; called for each piece that arrives. */
  const alive = (): void => {
    clearTimeout(timer);
    timer = setTimeout(stall, stallMs);
  };
  const fetch: typeof globalThis.fetch = async (input, init) => {
    try {
      alive();
      const headers = new Headers(init?.headers);
      // Lengths and ranges must be those of the file.
      headers.set('Accept-Encoding', 'identity');
      const response = await request.fetch(input, { ...init, headers, signal: both });
      alive();
      const hasBytes = (response.status === 200 || response.status === 206) && response.body !== null;
      if (!hasBytes) throw await refusal(response, request);
      check(response);
      return response;
    } catch (thrown) {
      fault ??= both.aborted ? both.reason : networkFault(thrown, request);
      ended.abort(fault);
      throw fault;
    }
  };

  return {
    fetch,
    alive,
    /**
     * Waits for the Hub client's work on an answer, at most as long as the request lives: some of the client's promises
     * never settle.
     */
    wait: <T>(work: Promise<T>) =>
      new Promise<T>((resolve, reject) => {
        const stop = () => reject(both.reason);
        both.addEventListener('abort', stop, { once: true });
        if (both.aborted) stop();
        work.then(resolve, reject).finally(() => both.removeEventListener('abort', stop));
      }),
    /** Finds what really ended a request, behind the error of the Hub client. */
    explain(thrown: unknown): unknown {
      if (signal.aborted) return signal.reason;
      if (stalled.signal.aborted) return stalled.signal.reason;
      return fault ?? networkFault(thrown, request);
    },
    /** Ends the request, if it still runs, and the clock. */
    end() {
      clearTimeout(timer);
      ended.abort(new Error('the request is over'));
    },
  };
}

/** Repository, file and commit, for messages. */
export function subjectOf({ repo, file, revision }: HubSource): string {
  return `${repo}, ${file} at ${revision.slice(0, 12)}`;
}

/** An answer that is not the file that the manifest means. */
export function wrongFile(source: HubSource, words: string): SlcError {
  return new SlcError('invalid_model', `${subjectOf(source)}: ${words}`);
}

/** A fault that another try may cure: callers that see `retryAfterMs` try again. */
export function transient(message: string, cause?: unknown, retryAfterMs = 0): SlcError {
  return new SlcError('model_not_ready', message, { cause, retryAfterMs });
}

/** Whether `fetch` threw for a fault of the connection: a TypeError without a cause is a bug in a program. */
export function isNetworkFault(thrown: unknown): boolean {
  return thrown instanceof TypeError && thrown.cause instanceof Error;
}

const WORDS_OF_CAUSES: Readonly<Record<string, string>> = {
  ENOTFOUND: 'its name cannot be resolved (is there an internet connection?)',
  EAI_AGAIN: 'its name cannot be resolved at the moment (is there an internet connection?)',
  ECONNREFUSED: 'it refuses connections',
  ECONNRESET: 'the connection broke',
  EPIPE: 'the connection broke',
  ETIMEDOUT: 'the connection timed out',
  EHOSTUNREACH: 'there is no way to it from here',
  ENETUNREACH: 'there is no network',
  UND_ERR_CONNECT_TIMEOUT: 'the connection timed out',
  UND_ERR_SOCKET: 'the connection broke',
};

function networkFault(thrown: unknown, { settings: { endpoint }, source }: HubRequest): unknown {
  if (thrown instanceof SlcError || !(thrown instanceof Error)) return thrown;
  const subject = subjectOf(source);
  const cause = thrown.cause instanceof Error ? thrown.cause : thrown;
  if (/redirect count exceeded/.test(cause.message)) {
    const message = `${subject}: ${endpoint} redirects in circles.`;
    return new SlcError('model_not_ready', message, { cause: thrown });
  }
  const code = systemCode(cause);
  if (/CERT|SSL|TLS/.test(code)) {
    const message = `${subject}: the certificate of ${endpoint} or of its content host cannot be trusted (${code}).`;
    return new SlcError('model_not_ready', message, { cause: thrown });
  }
  const words = WORDS_OF_CAUSES[code];
  if (words !== undefined) return transient(`${endpoint} cannot be reached: ${words}.`, thrown);
  if (isNetworkFault(thrown)) return transient(`${endpoint}: ${cause.message}.`, thrown);
  return thrown;
}

async function refusal(response: Response, { settings, source }: HubRequest): Promise<SlcError> {
  const { status, headers } = response;
  // The Hub says in a header what the status leaves open.
  const reason = headers.get('x-error-code') ?? '';
  await response.body?.cancel().catch(() => {});
  const { endpoint, token } = settings;
  const subject = subjectOf(source);
  const isHub = new URL(response.url || endpoint).origin === new URL(endpoint).origin;
  const host = isHub ? endpoint : 'the content host';
  const fatal = (code: ErrorCode, words: string) => new SlcError(code, `${subject}: ${words}`);

  if (status === 429 || status >= 500 || status === 408) {
    const words = status === 429 ? 'asks for fewer requests' : 'has a fault';
    const message = `${subject}: ${host} ${words} (${status}).`;
    return transient(message, undefined, retryAfterMs(headers.get('retry-after')));
  }
  if (response.ok) {
    return transient(`${subject}: ${host} answered with status ${status}, expected 200 or 206 with a body.`);
  }
  if (!isHub) {
    // The signature in its address has expired: the Hub gives a new one.
    return transient(`${subject}: the content host refused (${status}).`);
  }
  if (status === 401) {
    const words = token
      ? 'does not accept HF_TOKEN (401): expected a valid token that may read this repository.'
      : 'asks for a token (401): set HF_TOKEN to one that may read this repository.';
    return fatal('unauthenticated', `${endpoint} ${words}`);
  }
  if (status === 403) {
    const isGated = reason === 'GatedRepo';
    const advice = isGated
      ? 'ask for access on its page'
      : 'use a token whose owner may read this repository';
    return fatal('unauthenticated', `${endpoint} denies access (403): ${advice}.`);
  }
  if (status === 404) return fatal('not_found', `${endpoint} ${NOT_FOUND[reason] ?? NOT_FOUND.RepoNotFound}`);
  return fatal('model_not_ready', `${endpoint} answered with status ${status}, expected 200 or 206.`);
}

const NOT_FOUND: Readonly<Record<string, string>> = {
  RepoNotFound: 'has no such repository (404).',
  RevisionNotFound: 'has no such revision in this repository (404): check source.revision in the manifest.',
  EntryNotFound: 'has no such file at this revision (404): check source.file in the manifest.',
};

/** RFC 9110: seconds, or a date. */
function retryAfterMs(header: string | null): number {
  if (header === null) return 0;
  const seconds = Number(header);
  const ms = Number.isFinite(seconds) ? seconds * 1_000 : Date.parse(header) - Date.now();
  return Number.isFinite(ms) ? Math.max(0, Math.round(ms)) : 0;
}
