import { Agent as HttpAgent, type IncomingHttpHeaders, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import { abortError, SlcError } from '@slc/domain';
import { unreachable } from './outage.js';

export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** May be read once. Throws an `SlcError` where the connection breaks. */
  readonly body: AsyncIterable<Uint8Array>;
  /** Gives up the connection, where the body is not read to its end. */
  discard(): void;
}

/** One request and its answer, without redirections and repetitions. */
export type Exchange = (request: HttpRequest, signal: AbortSignal) => Promise<HttpAnswer>;

export interface TlsAccess {
  /** Certificates in PEM that the server's is checked against; those of Node unless given. */
  readonly ca?: Buffer | undefined;
  /** For a server that asks for the client's. */
  readonly identity?: { readonly certificate: Buffer; readonly key: Buffer } | undefined;
}

export interface ExchangeOptions {
  readonly tls?: TlsAccess | undefined;
  /** Connections at the same time; more requests wait. */
  readonly connections: number;
  /** How long nothing may come on a connection, before it counts as broken. */
  readonly silenceMs: number;
}

/** Keeps connections open between requests, until it is closed. */
export function openExchange({ tls = {}, connections, silenceMs }: ExchangeOptions): {
  readonly exchange: Exchange;
  close(): void;
} {
  const { ca, identity } = tls;
  const pool = { keepAlive: true, maxSockets: connections };
  const plain = new HttpAgent(pool);
  const secure = new HttpsAgent({
    ...pool,
    ...(ca && { ca }),
    ...(identity && { cert: identity.certificate, key: identity.key }),
  });
  const exchange: Exchange = ({ method, url, headers, body }, signal) =>
    new Promise((resolve, reject) => {
      const isSecure = url.protocol === 'https:';
      const length = body && { 'content-length': String(body.length) };
      const options = {
        ...{ method, signal, agent: isSecure ? secure : plain },
        headers: { ...headers, ...length },
      };
      const sent = isSecure ? requestHttps(url, options) : requestHttp(url, options);
      const asFault = (cause: unknown) => (signal.aborted ? abortError(signal.reason) : unreachable(cause));
      sent.setTimeout(silenceMs, () => sent.destroy(silent(silenceMs)));
      sent.on('error', (cause) => reject(asFault(cause)));
      sent.on('response', (answer) => {
        resolve({
          status: answer.statusCode ?? 0,
          headers: answer.headers,
          body: withFaults(answer, asFault),
          discard: () => answer.destroy(),
        });
      });
      sent.end(body);
    });
  return {
    exchange,
    close() {
      plain.destroy();
      secure.destroy();
    },
  };
}

async function* withFaults(
  body: AsyncIterable<Uint8Array>,
  asFault: (cause: unknown) => SlcError,
): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch (cause) {
    throw asFault(cause);
  }
}

function silent(silenceMs: number): SlcError {
  return new SlcError('deadline_exceeded', `the DICOMweb server was silent for ${silenceMs} ms`);
}
