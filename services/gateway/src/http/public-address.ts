import type { Request, Response } from 'express';
import { basePathOf } from './base-path.js';
import { isFromTrustedProxy } from './trusted-proxy.js';

/**
 * Where the sender of this request finds the gateway: scheme, host, port and base path, without a slash at the end, such as
 * `https://clinic.example/derm`. Behind a trusted proxy by its X-Forwarded-Proto, -Host, -Port and -Prefix, else by the
 * request itself. An answer that names it is not for caches.
 */
export function publicAddressOf(request: Request, response: Response): string {
  // Express reads X-Forwarded-Proto and X-Forwarded-Host where the proxy is trusted.
  const scheme = request.protocol === 'https' ? 'https' : 'http';
  return `${scheme}://${hostOf(request, scheme)}${basePathOf(response)}`;
}

/** A name or an address, with or without a port. Each of its characters stands for itself in a URL, in HTML and in a shell. */
const HOST = /^(?:\[[0-9a-f:.]{2,45}\]|[a-z0-9][a-z0-9.-]{0,252})(:\d{1,5})?$/i;

const PORT = /^\d{1,5}$/;

const USUAL_PORTS = { http: '80', https: '443' } as const;

function hostOf(request: Request, scheme: keyof typeof USUAL_PORTS): string {
  const host: string | undefined = request.host;
  const match = host === undefined ? null : HOST.exec(host);
  // HTTP/1.0 needs no Host, and what a client makes up must not reach a shell by way of the examples.
  if (match === null) return `localhost:${request.socket.localPort}`;
  return match[1] === undefined ? host + forwardedPort(request, scheme) : host;
}

/** Some proxies name the port beside the host. */
function forwardedPort(request: Request, scheme: keyof typeof USUAL_PORTS): string {
  const port = request.get('x-forwarded-port');
  if (port === undefined || !PORT.test(port) || !isFromTrustedProxy(request)) return '';
  return port === USUAL_PORTS[scheme] ? '' : `:${port}`;
}
