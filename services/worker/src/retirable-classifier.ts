import { setTimeout as sleep } from 'node:timers/promises';
import type { Classifier } from '@slc/classifier';

export interface RetirableClassifier {
  /** The same classifier, with its calls counted. */
  readonly classifier: Classifier;
  /** Waits for the calls that run, no longer than `graceMs`, and closes it. */
  retire(graceMs: number): Promise<void>;
}

/** Lets a classifier be replaced without losing a call: it is closed when the last one has its answer. */
export function retirable(classifier: Classifier): RetirableClassifier {
  let running = 0;
  let onIdle = () => {};
  const classify: Classifier['classify'] = async (image, options) => {
    running++;
    try {
      return await classifier.classify(image, options);
    } finally {
      running--;
      if (running === 0) onIdle();
    }
  };
  return {
    classifier: Object.create(classifier, { classify: { value: classify } }),
    async retire(graceMs) {
      const over = new AbortController();
      if (running > 0) {
        const idle = new Promise<void>((resolve) => {
          onIdle = resolve;
        });
        await Promise.race([idle, sleep(graceMs, undefined, { signal: over.signal })]);
        over.abort();
      }
      await classifier.close();
    },
  };
}
