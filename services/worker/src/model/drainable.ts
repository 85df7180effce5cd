import { setTimeout as sleep } from 'node:timers/promises';
import type { Classifier } from '@slc/classifier';

export interface DrainableClassifier extends Classifier {
  close(options?: { readonly drainMs?: number }): Promise<void>;
}

/** Gives a classifier a `close` that waits for the running calls, no longer than `drainMs`. */
export function drainable(classifier: Classifier): DrainableClassifier {
  const running = new Set<Promise<unknown>>();
  const classify: Classifier['classify'] = (image, options) => {
    const call = classifier.classify(image, options);
    const ended = () => running.delete(call);
    running.add(call);
    call.then(ended, ended);
    return call;
  };
  async function close({ drainMs = 0 } = {}): Promise<void> {
    const over = new AbortController();
    const deadline = sleep(drainMs, undefined, { signal: over.signal }).catch(() => {});
    if (drainMs > 0) await Promise.race([Promise.allSettled(running), deadline]);
    over.abort();
    await classifier.close();
  }
  return Object.create(classifier, { classify: { value: classify }, close: { value: close } });
}
