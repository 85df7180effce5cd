import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { RequestHandler } from 'express';
import helmet from 'helmet';

/** Photographs are taken with the phone's camera application: only the paste button needs a permission. */
const PERMISSIONS =
  'camera=(), microphone=(), geolocation=(), usb=(), payment=(), display-capture=(), clipboard-read=(self)';

/**
 * Allows our own two scripts, and nothing from other origins. Trusted Types without a policy: no script can turn a
 * string into markup or code. HSTS is left to the proxy that terminates TLS.
 */
const protect = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      styleSrc: ["'self'"],
      scriptSrc: ["'self'"],
      // The page loads results and the model's status.
      connectSrc: ["'self'"],
      fontSrc: ["'self'"],
      // data: the picture in a result, which the server does not keep. blob: previews of chosen files.
      imgSrc: ["'self'", 'data:', 'blob:'],
      formAction: ["'self'"],
      baseUri: ["'none'"],
      frameAncestors: ["'none'"],
      requireTrustedTypesFor: ["'script'"],
      trustedTypes: ["'none'"],
    },
  },
  strictTransportSecurity: false,
  xFrameOptions: { action: 'deny' },
});

/** The same headers for every answer, so they are made once: helmet's thirteen handlers took 5 % of a lone request's overhead. */
export function securityHeaders(): RequestHandler {
  const first = new ServerResponse(new IncomingMessage(new Socket()));
  protect(first.req, first, () => {});
  first.setHeader('Permissions-Policy', PERMISSIONS);
  const headers = first.getHeaderNames().map((name) => [name, String(first.getHeader(name))] as const);
  return (_request, response, next) => {
    for (const [name, value] of headers) response.setHeader(name, value);
    next();
  };
}
