import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { reportStream } from './report-stream.js';

const never = () => false;

describe('a report stream', () => {
  it('gives every report in order, then ends', async () => {
    const seen: number[] = [];
    const work = async (report: (value: number) => void) => {
      report(1);
      await sleep(5);
      report(2);
    };
    for await (const value of reportStream(work, never)) seen.push(value);
    expect(seen).toEqual([1, 2]);
  });

  it('spares a slow reader what is outdated', async () => {
    const seen: number[] = [];
    const work = async (report: (value: number) => void) => {
      for (let i = 0; i < 100; i++) report(i);
    };
    for await (const value of reportStream(work, (later) => later !== 50)) seen.push(value);
    expect(seen).toEqual([49, 99]);
  });

  it('throws what the work throws, after the last report', async () => {
    const seen: number[] = [];
    const work = async (report: (value: number) => void) => {
      report(1);
      throw new Error('broken');
    };
    const reading = (async () => {
      for await (const value of reportStream(work, never)) seen.push(value);
    })();
    await expect(reading).rejects.toThrow('broken');
    expect(seen).toEqual([1]);
  });

  it('ends the work of a reader that leaves, and waits for its end', async () => {
    let ended = false;
    const work = async (report: (value: number) => void, signal: AbortSignal) => {
      report(1);
      await sleep(10_000, undefined, { signal }).catch(() => {});
      ended = true;
    };
    for await (const _ of reportStream(work, never)) break;
    expect(ended).toBe(true);
  });
});
