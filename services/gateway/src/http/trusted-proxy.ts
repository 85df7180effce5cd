import type { Request } from 'express';

/** Whether the request comes from a proxy whose X-Forwarded headers are believed, as `TRUST_PROXY` says. */
export function isFromTrustedProxy(request: Request): boolean {
  const trusts: (address: string | undefined, hop: number) => boolean = request.app.get('trust proxy fn');
  return trusts(request.socket.remoteAddress, 0);
}
