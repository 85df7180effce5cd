import { outputValue, PIXELS } from '@slc/onnx-file/value-names';
import { Tensor } from './onnxruntime.js';
import { createSession } from './open-session.js';

/** What a network computes of one batch. */
export interface ObservedBatch {
  /** (batch, classes) */
  readonly logits: Float32Array;
  /** By the names that were observed, each in whatever order of its axes it was computed. */
  readonly values: Readonly<Record<string, Float32Array>>;
}

/** Runs a network that gives values of layers beside its outputs. */
export interface Observer {
  /** @param pixels (batch, height, width, 3), RGB 0..255 */
  observe(pixels: Uint8Array, batch: number): Promise<ObservedBatch>;
  close(): Promise<void>;
}

export interface ObserverOptions {
  /** (height, width) */
  readonly imageShape: readonly [number, number];
  /** Names of the values, as the network was compiled to give them. */
  readonly observe: readonly string[];
  readonly threads: number;
}

/** What this file gives to the process that measures. */
export interface ObserverModule {
  openObserver: typeof openObserver;
}

/** @param path of a float32 file that `compileToOnnx` wrote with `observe` */
export async function openObserver(
  path: string,
  { imageShape, observe, threads }: ObserverOptions,
): Promise<Observer> {
  const session = await createSession(path, { provider: 'cpu', threads });
  const logits = outputValue('logits');
  return {
    async observe(pixels, batch) {
      const feeds = { [PIXELS]: new Tensor('uint8', pixels, [batch, ...imageShape, 3]) };
      const outputs = await session.run(feeds, [logits, ...observe]);
      const floatsOf = (name: string) => outputs[name]?.data as Float32Array; // The compiler gives float32 alone.
      const values = Object.fromEntries(observe.map((name) => [name, floatsOf(name)]));
      return { logits: floatsOf(logits), values };
    },
    async close() {
      await session.release();
    },
  };
}
