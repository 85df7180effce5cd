import { describe, expect, it } from 'vitest';
import { createCodecTurns } from './codec-turns.js';

describe('the turns of a codec', () => {
  it('let one picture through at a time, in the order in which they came', async () => {
    const turns = createCodecTurns(2);
    const events: string[] = [];
    const decode = async (name: string) => {
      const leave = await turns.enter();
      events.push(`${name} enters`);
      await new Promise(setImmediate);
      events.push(`${name} leaves`);
      leave();
      leave();
    };
    await Promise.all(['a', 'b', 'c'].map(decode));
    await decode('d');
    expect(events).toEqual(['a', 'b', 'c', 'd'].flatMap((name) => [`${name} enters`, `${name} leaves`]));
  });

  it('let a waiting picture go as soon as its caller goes, and none pass for it', async () => {
    const turns = createCodecTurns(2);
    const leave = await turns.enter();
    const going = new AbortController();
    const second = turns.enter(going.signal);
    let hasEntered = false;
    const third = turns.enter().then((leaveThird) => {
      hasEntered = true;
      leaveThird();
    });
    going.abort();
    await expect(second).rejects.toMatchObject({ code: 'cancelled' });
    await new Promise(setImmediate);
    expect(hasEntered).toBe(false);
    leave();
    await third;
    await expect(turns.enter(going.signal)).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('refuse a picture when too many wait, until one has left', async () => {
    const turns = createCodecTurns(1);
    const leave = await turns.enter();
    const second = turns.enter();
    await expect(turns.enter()).rejects.toMatchObject({ code: 'overloaded' });
    leave();
    const leaveSecond = await second;
    const third = turns.enter();
    leaveSecond();
    (await third)();
  });
});
