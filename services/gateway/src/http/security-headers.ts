import type { RequestHandler } from 'express';
import helmet from 'helmet';

/**
 * Nothing from elsewhere, no script but the two own files, no frame, no cookie. Trusted Types without any policy:
 * no script can turn a string into markup or code.
 * The service stands behind whatever does TLS, which also knows of HSTS.
 */
export function securityHeaders(): RequestHandler {
  const setHeaders = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        styleSrc: ["'self'"],
        scriptSrc: ["'self'"],
        // The page asks itself for results and for how the model stands.
        connectSrc: ["'self'"],
        fontSrc: ["'self'"],
        // data: a result's picture, which is kept nowhere; blob: previews of what was chosen.
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

/** A photograph is taken by the phone's own camera application: the page itself needs no device, only the paste button. */
const PERMISSIONS =
  'camera=(), microphone=(), geolocation=(), usb=(), payment=(), display-capture=(), clipboard-read=(self)';
