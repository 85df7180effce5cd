import { setTimeout as sleep } from 'node:timers/promises';
import { SlcError } from '@slc/domain';
import { describe, expect, it } from 'vitest';
import { measureService } from './measure-service.js';

/** Answers in ten milliseconds, two at a time, and refuses the third. */
function serviceForTwo() {
  let inside = 0;
  let isClosed = false;
  return {
    engine: 'fake',
    precision: 'float32',
    pids: [],
    async send() {
      if (inside === 2) throw new SlcError('overloaded', 'busy');
      inside++;
      await sleep(10);
      inside--;
    },
    async close() {
      isClosed = true;
    },
    get isClosed() {
      return isClosed;
    },
  };
}

const QUICK = { clients: [1, 2], seconds: 0.5, warmUp: 0.05 };

describe('measuring a service', () => {
  it('puts closed loops on it, and closes it', async () => {
    const service = serviceForTwo();
    const measured = await measureService('fake', service, QUICK);
    expect(measured.map(({ load }) => load)).toEqual(['1 client', '2 clients']);
    expect(measured[1]?.imagesPerSecond).toBeGreaterThan(1.2 * (measured[0]?.imagesPerSecond ?? 0));
    expect(service.isClosed).toBe(true);
  });

  it('puts open loops on it where rates are given', async () => {
    const measured = await measureService('fake', serviceForTwo(), { ...QUICK, rate: [50] });
    expect(measured).toMatchObject([{ load: '50/s', ofCapacity: null }]);
  });

  it('under overload measures the share of its capacity that it still answers', async () => {
    const measured = await measureService('fake', serviceForTwo(), { ...QUICK, overload: [4] });
    const [before, open, after] = measured;
    expect(measured.map(({ load }) => load)).toEqual([
      '2 clients',
      expect.stringMatching(/^\d.*\/s$/),
      '2 clients',
    ]);
    expect(open?.result?.refused.overloaded).toBeGreaterThan(open?.result?.answered ?? 0);
    const capacity = ((before?.imagesPerSecond ?? 0) + (after?.imagesPerSecond ?? 0)) / 2;
    expect(open?.ofCapacity).toBeCloseTo((open?.imagesPerSecond ?? 0) / capacity, 6);
    expect(open?.ofCapacity).toBeGreaterThan(0.3);
  });
});
