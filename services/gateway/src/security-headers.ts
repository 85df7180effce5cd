import type { RequestHandler } from 'express';
import helmet from 'helmet';

/** Nothing from elsewhere, no script, no frame, no cookie. The service stands behind whatever does TLS, which also knows of HSTS. */
export function securityHeaders(): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    strictTransportSecurity: false,
  });
}
