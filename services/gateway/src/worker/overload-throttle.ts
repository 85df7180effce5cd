/** More requests than were accepted are let through, so that a worker with new room is noticed at once. */
const TRIES_PER_ACCEPTED = 1.5;
/** A few refusals do not make an overload. */
const FREE_REFUSALS = 10;
const HALF_LIFE_MS = 2_000;

/**
 * Estimates from recent answers which share of the requests the worker accepts, and refuses most of the rest. This is
 * client-side throttling, as in Google's Site Reliability Engineering, chapter "Handling Overload"
 * (https://sre.google/sre-book/handling-overload/): of r recent requests the worker accepted a; a new one is refused with
 * probability (r - 1.5 a - 10) / (r + 1). A refusal by the worker costs an upload, a call, and the image on the wire.
 */
export function createOverloadThrottle(
  now: () => number = () => performance.now(),
  random: () => number = Math.random,
) {
  let requests = 0;
  let accepted = 0;
  let atMs = now();

  function fade(): void {
    const factor = 0.5 ** ((now() - atMs) / HALF_LIFE_MS);
    atMs = now();
    requests *= factor;
    accepted *= factor;
  }

  return {
    /** Call it once for each request, before the request costs anything. */
    refuses() {
      fade();
      const isRefused =
        random() < (requests - TRIES_PER_ACCEPTED * accepted - FREE_REFUSALS) / (requests + 1);
      if (isRefused) requests++;
      return isRefused;
    },
    /** The worker accepted a request, whatever its answer was. */
    accepted() {
      fade();
      requests++;
      accepted++;
    },
    /** The worker refused a request for overload. */
    refused() {
      fade();
      requests++;
    },
  };
}
