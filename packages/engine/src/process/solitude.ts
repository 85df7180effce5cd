/** A second client sends its next image within this time. */
const CALM_MS = 250;

/**
 * Tells batches that have the machine to themselves. Threads of one batch wait for each other in every layer, so a lone image is
 * answered sooner on all cores, and a busy machine answers more images where each batch has a core.
 */
export class Solitude {
  #crowdedAtMs = Number.NEGATIVE_INFINITY;

  /** @param othersAtWork batches that run beside the one that begins @returns whether it may use all cores */
  begin(othersAtWork: number, nowMs: number = performance.now()): boolean {
    if (othersAtWork > 0) this.#crowdedAtMs = nowMs;
    return nowMs - this.#crowdedAtMs > CALM_MS;
  }
}
