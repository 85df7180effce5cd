import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Classifier, ClassifierAnswer } from '@slc/classifier';
import { SlcError } from '@slc/domain';
import type { LabelledImage } from '@slc/evaluation';
import { afterAll, describe, expect, it } from 'vitest';
import { answerImages } from './answer-images.js';

const folder = mkdtempSync(join(tmpdir(), 'answer-images-'));
afterAll(() => rmSync(folder, { recursive: true }));

function images(count: number): readonly LabelledImage[] {
  return Array.from({ length: count }, (_, index) => {
    const path = join(folder, `${index}.jpg`);
    writeFileSync(path, String(index));
    return { file: `${index}.jpg`, path, label: 0, group: null };
  });
}

/** Answers the number that a file holds, an earlier one later, and counts how many it works on. */
class FakeClassifier {
  mostAtOnce = 0;
  answered = 0;
  #now = 0;

  readonly classify: Classifier['classify'] = async (image, { signal } = {}) => {
    const topClass = Buffer.from(image).toString();
    this.mostAtOnce = Math.max(this.mostAtOnce, ++this.#now);
    await sleep(10 - (Number(topClass) % 10), undefined, { signal }).catch(() => {
      throw new SlcError('cancelled', 'cancelled');
    });
    this.#now--;
    this.answered++;
    if (topClass === '3') throw new SlcError('invalid_image', 'damaged');
    // Nothing else of an answer is looked at here.
    return { classification: { topClass } } as ClassifierAnswer;
  };
}

describe('answerImages', () => {
  it('gives outcomes in the order of the images, bad files among them, a bounded number at a time', async () => {
    const classifier = new FakeClassifier();
    const all = [...images(40), { file: 'gone', path: join(folder, 'gone'), label: 0, group: null }];
    const outcomes: string[] = [];
    const { signal } = new AbortController();
    for await (const { answer } of answerImages(classifier, all, { mostUnderWay: 8, signal })) {
      outcomes.push(answer instanceof SlcError ? answer.code : answer.topClass);
    }
    const expected = Array.from({ length: 40 }, (_, i) => (i === 3 ? 'invalid_image' : String(i)));
    expect(outcomes).toEqual([...expected, 'not_found']);
    expect(classifier.mostAtOnce).toBeGreaterThan(1);
    expect(classifier.mostAtOnce).toBeLessThanOrEqual(8);
  });

  it('ends at an outage where that is asked for, and not at a bad file', async () => {
    const { signal } = new AbortController();
    const outage = new SlcError('model_not_ready', 'no engine');
    const classifier: Pick<Classifier, 'classify'> = {
      async classify(image) {
        const number = Number(Buffer.from(image).toString());
        if (number === 1) throw new SlcError('invalid_image', 'damaged');
        if (number === 5) throw outage;
        // Nothing else of an answer is looked at here.
        return { classification: { topClass: 'a' } } as ClassifierAnswer;
      },
    };
    const count = async (endAtOutage: boolean) => {
      let outcomes = 0;
      const options = { mostUnderWay: 3, signal, endAtOutage };
      for await (const _ of answerImages(classifier, images(9), options)) outcomes++;
      return outcomes;
    };
    await expect(count(true)).rejects.toBe(outage);
    expect(await count(false)).toBe(9);
  });

  it('does not go ahead of a caller that is slow', async () => {
    const classifier = new FakeClassifier();
    const { signal } = new AbortController();
    const outcomes = answerImages(classifier, images(40), { mostUnderWay: 4, signal });
    await outcomes.next();
    await sleep(100);
    expect(classifier.answered).toBeLessThanOrEqual(4);
    await outcomes.return(undefined);
  });

  it('ends when it is told to, also while images are under way', async () => {
    const interrupt = new AbortController();
    const options = { mostUnderWay: 4, signal: interrupt.signal };
    const outcomes = answerImages(new FakeClassifier(), images(40), options);
    await outcomes.next();
    interrupt.abort();
    await expect(outcomes.next()).rejects.toMatchObject({ code: 'cancelled' });
  });
});
