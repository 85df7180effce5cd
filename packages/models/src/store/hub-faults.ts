import { type ErrorCode, type HubSource, SlcError } from '@slc/domain';
import { systemCode } from './disk-fault.js';
import { type HubRequest, isOfHub, subjectOf } from './hub-request.js';
import { NAMES_OF_TOKENS } from './hub-token.js';

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

/** A fault of the connection, in words; anything else comes back as it was. */
export function networkFault(thrown: unknown, { settings: { endpoint }, source }: HubRequest): unknown {
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
  const host = hostBehind(cause, endpoint);
  if (words !== undefined) return transient(`${host} cannot be reached: ${words}.`, thrown);
  if (isNetworkFault(thrown)) return transient(`${host}: ${cause.message}.`, thrown);
  return thrown;
}

/** The host that failed, where the error names it: a redirect may have led away from the Hub. */
function hostBehind(cause: Error, endpoint: string): string {
  const { hostname } = cause as Error & { readonly hostname?: unknown };
  const isAnother = typeof hostname === 'string' && hostname !== new URL(endpoint).hostname;
  return isAnother ? `${hostname}, to which ${endpoint} redirects,` : endpoint;
}

/** What a response that is no answer means, and what to do. It names the route, which a mirror may not have. */
export function refusal(response: Response, request: HubRequest, method: string): SlcError {
  const { status, headers } = response;
  const { endpoint } = request.settings;
  const url = new URL(response.url || endpoint);
  const isHub = isOfHub(url.href, request);
  // The path at another host may hold a signature.
  const answered = isHub
    ? `${endpoint} answered ${status} to ${method} ${url.pathname}`
    : `the content host ${url.host}, to which ${endpoint} redirects, answered ${status}`;
  const say = (advice: string) => `${subjectOf(request.source)}: ${answered}: ${advice}.`;
  const fatal = (code: ErrorCode, advice: string) => new SlcError(code, say(advice));

  if (status === 429 || status >= 500 || status === 408) {
    const words = status === 429 ? 'it asks for fewer requests' : 'it has a fault';
    return transient(say(words), undefined, retryAfterMs(headers.get('retry-after')));
  }
  if (response.ok) return transient(say('expected 200 or 206 with a body'));
  if (status === 401) return fatal('unauthenticated', adviceOnToken(request, isHub ? null : url.origin));
  // The signature in its address has expired: the Hub gives a new one.
  if (!isHub) return transient(say('it refuses'));
  // The Hub says in a header what the status leaves open.
  const reason = headers.get('x-error-code') ?? '';
  if (status === 403) {
    const isGated = reason === 'GatedRepo';
    const advice = isGated
      ? 'ask for access on its page'
      : 'use a token whose owner may read this repository';
    return fatal('unauthenticated', `access is denied, ${advice}`);
  }
  if (status === 404) return fatal('not_found', NOT_FOUND[reason] ?? NOT_FOUND_ANYWHERE);
  return fatal('model_not_ready', 'expected 200 or 206');
}

/** @param elsewhere the origin that asks, where it is not the Hub's */
function adviceOnToken({ token, settings: { endpoint } }: HubRequest, elsewhere: string | null): string {
  if (elsewhere !== null) {
    return `it asks for a token, which is sent to ${endpoint} alone. If it may have the token, set HF_ENDPOINT to ${elsewhere}`;
  }
  if (token === null) {
    return 'it asks for a token. Set HF_TOKEN or HF_TOKEN_PATH to one that may read this repository, or log in with hf auth login';
  }
  const name = NAMES_OF_TOKENS[token.kind];
  return `it does not accept the token of ${name}, expected a valid one that may read this repository`;
}

const NOT_FOUND_ANYWHERE =
  'it has no such repository, revision or file, or is a mirror without this route. Check HF_ENDPOINT, and source.repo, source.revision and source.file in the manifest';

const NOT_FOUND: Readonly<Record<string, string>> = {
  RepoNotFound: 'it has no such repository. Check source.repo in the manifest, or the name after hf:',
  RevisionNotFound:
    'it has no such revision in this repository. Check source.revision in the manifest, or what stands after @',
  EntryNotFound: 'it has no such file at this revision. Check source.file in the manifest',
};

/** RFC 9110: seconds, or a date. */
function retryAfterMs(header: string | null): number {
  if (header === null) return 0;
  const seconds = Number(header);
  const ms = Number.isFinite(seconds) ? seconds * 1_000 : Date.parse(header) - Date.now();
  return Number.isFinite(ms) ? Math.max(0, Math.round(ms)) : 0;
}
