import type { RequestHandler } from 'express';
import helmet from 'helmet';

/** Photographs are taken with the phone's camera application: only the paste button needs a permission. */
const PERMISSIONS =
  'camera=(), microphone=(), geolocation=(), usb=(), payment=(), display-capture=(), clipboard-read=(self)';

/**
 * Allows our own two scripts, and nothing from other origins. Trusted Types without a policy: no script can turn a
 * string into markup or code. HSTS is left to the proxy that terminates TLS.
 */
export function securityHeaders(): RequestHandler {
  const setHeaders = helmet({
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
  return (request, response, next) => {
    response.set('Permissions-Policy', PERMISSIONS);
    setHeaders(request, response, next);
  };
}
