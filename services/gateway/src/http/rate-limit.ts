import { SlcError } from '@slc/domain';
import type { RequestHandler } from 'express';
import { type RateLimitInfo, rateLimit } from 'express-rate-limit';

const MINUTE_MS = 60_000;

/**
 * Refuses an address that asks too often, with `rate_limited` and when to come again. An IPv6 network of a household
 * counts as one address.
 *
 * @param perMinute 0 is no limit
 */
export function limitRate(perMinute: number): RequestHandler {
  if (perMinute === 0) return (_request, _response, next) => next();
  return rateLimit({
    windowMs: MINUTE_MS,
    limit: perMinute,
    standardHeaders: 'draft-7',
    legacyHeaders: false,
    // Its checks print advice on a set-up that TRUST_PROXY's own check has already settled.
    validate: false,
    handler(request, _response, next) {
      // Set by express-rate-limit before it calls this.
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
