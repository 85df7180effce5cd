/** Knows from the answers of late how much of what is asked is taken, and refuses here most of what would not be. */
export interface OverloadThrottle {
  /** To be asked once for each request, before it costs anything. */
  refuses(): boolean;
  /** A request was taken, whatever came of it. */
  taken(): void;
  /** A request was refused for overload. */
  refused(): void;
}

/** So many times what is taken is still asked for, so that a service that can take more is found at once. */
const TRIES_PER_TAKEN = 1.5;
/** A few refusals are no overload. */
const FREE_REFUSALS = 10;
const HALF_LIFE_MS = 2_000;

/**
 * Client-side throttling, as in Google's Site Reliability Engineering, chapter "Handling Overload"
 * (https://sre.google/sre-book/handling-overload/): with r requests and t of them taken of late, each new one is refused
 * with the probability (r - 1.5 t) / (r + 1). A worker's own refusal costs an upload, a call and its image on the wire.
 */
export function createOverloadThrottle(
  now: () => number = () => performance.now(),
  random: () => number = Math.random,
): OverloadThrottle {
  let requests = 0;
  let taken = 0;
  let atMs = now();

  function fade(): void {
    const factor = 0.5 ** ((now() - atMs) / HALF_LIFE_MS);
    atMs = now();
    requests *= factor;
    taken *= factor;
  }

  return {
    refuses() {
      fade();
      const isRefused = random() < (requests - TRIES_PER_TAKEN * taken - FREE_REFUSALS) / (requests + 1);
      if (isRefused) requests++;
      return isRefused;
    },
    taken() {
      fade();
      requests++;
      taken++;
    },
    refused() {
      fade();
      requests++;
    },
  };
}
