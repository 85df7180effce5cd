import { type ChannelCredentials, credentials, ServerCredentials } from '@grpc/grpc-js';

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
