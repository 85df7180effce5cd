import { describe, expect, it } from 'vitest';
import { createOverloadThrottle } from './overload-throttle.js';

/** Sends `perSecond` requests to a service that accepts a hundred a second, on a clock of the test's own. */
function run(perSecond: number, seconds: number) {
  let nowMs = 0;
  let state = 1;
  const random = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const throttle = createOverloadThrottle(() => nowMs, random);
  const counts = { taken: 0, refusedHere: 0, refusedThere: 0 };
  let room = 0;
  for (let i = 0; i < perSecond * seconds; i++) {
    nowMs += 1_000 / perSecond;
    room = Math.min(room + 100 / perSecond, 5);
    if (throttle.refuses()) counts.refusedHere++;
    else if (room >= 1) {
      room--;
      counts.taken++;
      throttle.accepted();
    } else {
      counts.refusedThere++;
      throttle.refused();
    }
  }
  return { counts, throttle, later: (ms: number) => (nowMs += ms) };
}

describe('an overload throttle', () => {
  it('refuses nothing while everything is accepted', () => {
    expect(run(90, 20).counts).toMatchObject({ taken: 1_800, refusedHere: 0 });
  });

  it('refuses most of the excess at four times the load, and lets through what the service can accept', () => {
    const { taken, refusedThere } = run(400, 20).counts;
    expect(taken).toBeGreaterThan(1_850);
    expect(refusedThere).toBeLessThan(taken);
  });

  it('forgets an overload within seconds', () => {
    const { throttle, later } = run(400, 20);
    later(20_000);
    expect(Array.from({ length: 20 }, () => throttle.refuses())).not.toContain(true);
  });
});
