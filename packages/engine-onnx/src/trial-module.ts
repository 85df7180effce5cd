import { PIXELS } from '@slc/onnx-file/value-names';
import { InferenceSession, Tensor } from './onnxruntime.js';
import { inputShape } from './open-session.js';

/** A value that a network gave. */
export interface TrialValue {
  readonly dimensions: readonly number[];
  readonly values: Float32Array;
}

/** A network that is tried before anything is known of it. */
export interface Trial {
  /** @param pixels uint8 (batchSize, height, width, 3). @returns every output by its name */
  run(pixels: Uint8Array, batchSize: number): Promise<ReadonlyMap<string, TrialValue>>;
  close(): Promise<void>;
}

/** What a process that tries networks imports of this package: it loads onnxruntime. */
export interface TrialModule {
  openTrial(path: string): Promise<Trial>;
}

/**
 * Opens a network for a few pictures: with as little memory as it takes, rather than fast.
 *
 * @throws Error in onnxruntime's words
 */
export async function openTrial(path: string): Promise<Trial> {
  const session = await InferenceSession.create(path, {
    executionProviders: ['cpu'],
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    enableCpuMemArena: false,
    enableMemPattern: false,
    logSeverityLevel: 4,
    // Weights in the layout of a processor's kernels would be a second copy.
    extra: { session: { disable_prepacking: '1' } },
  });
  const shape = inputShape(session);
  return {
    async run(pixels, batchSize) {
      const values = await session.run({ [PIXELS]: new Tensor('uint8', pixels, [batchSize, ...shape]) });
      return new Map(
        Object.entries(values).map(([name, { dims, data }]) => {
          if (!(data instanceof Float32Array)) throw new TypeError(`output ${name}: expected float32`);
          return [name, { dimensions: [...dims], values: data }];
        }),
      );
    },
    close: async () => await session.release(),
  };
}
