import { type ChannelCredentials, credentials, ServerCredentials } from '@grpc/grpc-js';

/** PEM texts. */
export interface ServerTls {
  readonly certificate: Buffer;
  readonly key: Buffer;
  /** Only clients with a certificate of this authority are let in. */
  readonly clientCa?: Buffer | undefined;
}

/** PEM texts. */
export interface ClientTls {
  /** The authority that signs the worker's certificate. */
  readonly ca: Buffer;
  /** What the client shows of itself, where the worker asks for it. */
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
