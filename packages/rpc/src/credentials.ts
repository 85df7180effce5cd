import { createHash, timingSafeEqual } from 'node:crypto';
import { type ChannelCredentials, credentials, type Metadata, ServerCredentials } from '@grpc/grpc-js';
import { SlcError } from '@slc/domain';

/** PEM texts. */
export interface ServerTls {
  readonly certificate: Buffer;
  readonly key: Buffer;
  /** Only clients with a certificate of this authority may connect. */
  readonly clientCa?: Buffer | undefined;
}

/** PEM texts. */
export interface ClientTls {
  /** The authority that signs the worker's certificate. */
  readonly ca: Buffer;
  /** The client's own certificate, for a worker that asks for one. */
  readonly identity?: { readonly certificate: Buffer; readonly key: Buffer } | undefined;
}

export function serverCredentials(tls: ServerTls | undefined): ServerCredentials {
  if (tls === undefined) return ServerCredentials.createInsecure();
  const { certificate, key, clientCa } = tls;
  return ServerCredentials.createSsl(
    clientCa ?? null,
    [{ cert_chain: certificate, private_key: key }],
    clientCa !== undefined,
  );
}

export function channelCredentials(tls: ClientTls | undefined): ChannelCredentials {
  if (tls === undefined) return credentials.createInsecure();
  return credentials.createSsl(tls.ca, tls.identity?.key ?? null, tls.identity?.certificate ?? null);
}

/** Sent as plain metadata: grpc-js refuses call credentials on channels without TLS. */
export function bearerHeader(token: string): Readonly<Record<string, string>> {
  return { authorization: `Bearer ${token}` };
}

/**
 * Checks the token of a call, in a time that does not depend on the right one.
 *
 * @throws SlcError `unauthenticated`
 */
export function assertBearerToken(metadata: Metadata, expected: string): void {
  const [value] = metadata.get('authorization');
  const [, token] = /^Bearer +(.+)$/i.exec(String(value ?? '')) ?? [];
  if (token !== undefined && timingSafeEqual(digest(token), digest(expected))) return;
  const got = token === undefined ? 'none' : 'another';
  throw new SlcError('unauthenticated', `authorization: expected this worker's bearer token, got ${got}`);
}

/** Has the same length for every text. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
