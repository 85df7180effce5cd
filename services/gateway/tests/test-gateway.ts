import { afterEach } from 'vitest';
import { ANSWER, type RunningGateway, startWith } from './running-gateway.js';

export const KIB = 1024;

/** Stands for an image: the worker of these tests does not decode it. */
export const image = Buffer.alloc(10 * KIB, 7);

let running: RunningGateway | undefined;
afterEach(() => running?.close());

/** As `startWith`; the gateway closes at the end of its test. */
export const start: typeof startWith = async (...options) => {
  running = await startWith(...options);
  return running;
};

/** A worker that answers when the test says so; `begun` is there when it has got its first image. */
export function heldBack() {
  let finish = (): void => {};
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  let begin = (): void => {};
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const classify = async () => {
    begin();
    await finished;
    return ANSWER;
  };
  return { finish: () => finish(), classify, begun };
}
