import { SlcError } from '@slc/domain';
import type { RequestHandler } from 'express';
import { type RateLimitInfo, rateLimit } from 'express-rate-limit';

const MINUTE_MS = 60_000;

/**
 * Refuses an address that sends too many requests, with `rate_limited` and Retry-After. An IPv6 /56 network, as a
 * household has, counts as one address.
 *
 * @param perMinute 0: no limit
 */
export function limitRate(perMinute: number): RequestHandler {
  if (perMinute === 0) return (_request, _response, next) => next();
  return rateLimit({
    windowMs: MINUTE_MS,
    limit: perMinute,
    standardHeaders: 'draft-7',
    legacyHeaders: false,
    // Its own checks warn about a set-up that TRUST_PROXY has already checked.
    validate: false,
    handler(request, _response, next) {
      // express-rate-limit sets it before it calls this.
      const { rateLimit: info } = request as typeof request & { readonly rateLimit?: RateLimitInfo };
      const resetAtMs = info?.resetTime?.getTime() ?? Date.now() + MINUTE_MS;
      const retryAfterMs = Math.max(1_000, resetAtMs - Date.now());
      next(
        new SlcError('rate_limited', `Expected at most ${perMinute} requests a minute, got more.`, {
          retryAfterMs,
        }),
      );
    },
  });
}
