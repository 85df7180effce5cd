import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { PacedSaving } from './paced-saving.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Whose writing takes a while. */
class FakeFile {
  readonly startedAtMs: number[] = [];
  isWriting = false;
  fault: Error | null = null;
  readonly #tookMs: number;

  constructor(tookMs = 0) {
    this.#tookMs = tookMs;
  }

  readonly write = async () => {
    expect(this.isWriting).toBe(false);
    this.isWriting = true;
    this.startedAtMs.push(performance.now());
    await new Promise((resolve) => setTimeout(resolve, this.#tookMs));
    this.isWriting = false;
    if (this.fault) throw this.fault;
  };
}

it('saves at once, and then at most once a second, however much changes', async () => {
  const file = new FakeFile();
  const saving = new PacedSaving(file.write, () => {});
  const startMs = performance.now();
  for (let ms = 0; ms < 3_000; ms += 50) {
    saving.saveSoon();
    await vi.advanceTimersByTimeAsync(50);
  }
  expect(file.startedAtMs.map((ms) => Math.round((ms - startMs) / 100) * 100)).toEqual([0, 1_000, 2_000]);
  await vi.advanceTimersByTimeAsync(10_000);
  // The last change is saved too, though nothing comes after it.
  expect(file.startedAtMs).toHaveLength(4);
  expect(vi.getTimerCount()).toBe(0);
});

it('waits the longer the longer a save takes, so that work goes on', async () => {
  const file = new FakeFile(500);
  const saving = new PacedSaving(file.write, () => {});
  for (let ms = 0; ms < 11_000; ms += 50) {
    saving.saveSoon();
    await vi.advanceTimersByTimeAsync(50);
  }
  expect(file.startedAtMs).toHaveLength(3);
});

it('saves now what is left, after a save that is under way, and nothing later', async () => {
  const file = new FakeFile(500);
  const saving = new PacedSaving(file.write, () => {});
  saving.saveSoon();
  await vi.advanceTimersByTimeAsync(100);
  saving.saveSoon();
  const saved = saving.saveNow();
  await vi.advanceTimersByTimeAsync(1_000);
  await saved;
  expect(file.startedAtMs).toHaveLength(2);
  expect(vi.getTimerCount()).toBe(0);
});

it('reports the first of several saves in a row that fail, and goes on', async () => {
  const file = new FakeFile();
  const faults: unknown[] = [];
  const saving = new PacedSaving(file.write, (fault) => faults.push(fault));
  const save = async () => {
    const saved = saving.saveNow();
    await vi.advanceTimersByTimeAsync(0);
    await saved;
  };
  const full = new Error('full');
  file.fault = full;
  await save();
  await save();
  file.fault = null;
  await save();
  file.fault = full;
  await save();
  expect(faults).toEqual([full, full]);
});
