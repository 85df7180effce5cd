import type { Engine, EngineOptions } from '@slc/engine';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { LOGITS, PIXELS } from './compile.js';

/** Opens a compiled model with onnxruntime on the CPU. @param compiledModelPath an .onnx file of this package's compiler */
export async function openEngine(compiledModelPath: string, { threads }: EngineOptions): Promise<Engine> {
  const session = await InferenceSession.create(compiledModelPath, {
    executionProviders: ['cpu'],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
    // Errors only: onnxruntime writes its warnings past every logger.
    logSeverityLevel: 3,
    // Idle threads sleep at once: the cores belong to decoding while no batch runs.
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  });
  const { height, width, channels } = inputShape(session);

  let isClosed = false;
  return {
    async infer(pixels, batchSize) {
      const input = new Tensor('uint8', pixels, [batchSize, height, width, channels]);
      const { [LOGITS]: logits } = await session.run({ [PIXELS]: input });
      if (!(logits?.data instanceof Float32Array)) {
        throw new TypeError(`output logits: expected float32, got ${logits?.type}`);
      }
      return logits.data;
    },
    async close() {
      if (isClosed) return;
      isClosed = true;
      await session.release();
    },
  };
}

function inputShape(session: InferenceSession): { height: number; width: number; channels: number } {
  const [metadata] = session.inputMetadata;
  const [, height, width, channels] = metadata?.isTensor ? metadata.shape : [];
  if (typeof height !== 'number' || typeof width !== 'number' || typeof channels !== 'number') {
    throw new TypeError('compiled model: expected an input of known height, width and channels');
  }
  return { height, width, channels };
}
