import { SlcError } from '@slc/domain';
import { boundedResponse } from './bounded-response.js';
import { networkFault, refusal, transient } from './hub-faults.js';
import { type HubRequest, isOfHub, subjectOf } from './hub-request.js';
import type { HubToken } from './hub-token.js';

/**
 * Of JSON, which the Hub's client holds as a whole: against a server that sends it without end. A thousand entries of a list take less than
 * half a megabyte.
 */
const MOST_JSON_BYTES = 16 * 1024 * 1024;

export interface Expectation {
  /** Whether the client reads answers as JSON. */
  readonly isJson?: boolean;
  /** Whether an answer is one at all; unless given, one that has bytes. */
  isAnswer?(response: Response): boolean;
  /** Throws an SlcError when an answer is not the requested one. */
  check(response: Response): void;
  /** Called with any other response, before it becomes a fault. */
  refused?(response: Response): void;
}

/**
 * Prepares one request to the Hub for its client, which has no time-out and no signal, takes no token but the Hub's own,
 * and says little about what went wrong: an abort signal, a limit on silence, the token, and faults in words that say
 * what to do.
 */
export function checkedFetch(
  request: HubRequest,
  { isJson = false, isAnswer = hasBytes, check, refused }: Expectation,
) {
  const { signal, stallMs } = request;
  const subject = subjectOf(request.source);
  const ended = new AbortController();
  const stalled = new AbortController();
  const both = AbortSignal.any([signal, ended.signal, stalled.signal]);
  let fault: unknown;
  let timer: NodeJS.Timeout | undefined;
  const stall = () =>
    stalled.abort(transient(`${subject}: the connection stalled, no byte came for ${stallMs / 1_000} s.`));
  const endWith = (reason: unknown) => {
    fault ??= reason;
    ended.abort(fault);
    return fault;
  };
  /** Restarts the clock of the silence; called for each piece that arrives. */
  const alive = (): void => {
    clearTimeout(timer);
    timer = setTimeout(stall, stallMs);
  };
  const send = async (
    input: string | URL | Request,
    init: RequestInit | undefined,
    token: HubToken | null,
  ) => {
    alive();
    const headers = headersOf(init, isOfHub(urlOf(input), request) ? token : null);
    const response = await request.fetch(input, { ...init, headers, signal: both });
    alive();
    return response;
  };
  const fetch: typeof globalThis.fetch = async (input, init) => {
    try {
      let response = await send(input, init, request.token);
      if (response.status === 401 && request.token?.kind === 'login') {
        // A login that has run out must not keep anyone from what needs none.
        await discard(response);
        response = await send(input, init, null);
      }
      if (!isAnswer(response)) {
        refused?.(response);
        await discard(response);
        throw refusal(response, request, init?.method ?? 'GET');
      }
      check(response);
      return isJson
        ? boundedResponse(response, MOST_JSON_BYTES, () => endWith(tooMuchJson(request)))
        : response;
    } catch (thrown) {
      throw endWith(both.aborted ? both.reason : networkFault(thrown, request));
    }
  };

  return {
    fetch,
    alive,
    wait: <T>(work: Promise<T>) => orAborted(work, both),
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

/** Waits for the Hub client's work on an answer, at most as long as the request lives: some of the client's promises never settle. */
function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

function tooMuchJson({ source, settings: { endpoint } }: HubRequest): SlcError {
  const words = `expected at most ${MOST_JSON_BYTES} bytes of JSON from ${endpoint}, more came.`;
  return new SlcError('model_not_ready', `${subjectOf(source)}: ${words}`);
}

function headersOf(init: RequestInit | undefined, token: HubToken | null): Headers {
  const headers = new Headers(init?.headers);
  // Lengths and ranges must be those of the file.
  headers.set('Accept-Encoding', 'identity');
  // Fetch itself takes this header off where a redirect leads to another origin.
  if (token !== null) headers.set('Authorization', `Bearer ${token.value}`);
  return headers;
}

function hasBytes({ status, body }: Response): boolean {
  return (status === 200 || status === 206) && body !== null;
}

async function discard(response: Response): Promise<void> {
  await response.body?.cancel().catch(() => {});
}

function urlOf(input: string | URL | Request): string {
  return input instanceof Request ? input.url : String(input);
}
