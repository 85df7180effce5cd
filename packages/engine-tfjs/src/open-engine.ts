import { readFile } from 'node:fs/promises';
import type { Engine } from '@slc/engine';
import { buildNetwork } from './build-network.js';
import { readGraphFile } from './graph-file.js';
import type { TensorFlow } from './tensorflow.js';

/** Opens a compiled model on a TensorFlow.js that is ready. @param compiledModelPath a file of `compileToTfjs` */
export async function openEngineOn(tf: TensorFlow, compiledModelPath: string): Promise<Engine> {
  const network = buildNetwork(tf, readGraphFile(await readFile(compiledModelPath)));
  return {
    async infer(pixels, batchSize) {
      const logits = network.run(pixels, batchSize);
      try {
        return await logits.data<'float32'>();
      } finally {
        logits.dispose();
      }
    },
    async close() {
      network.dispose();
    },
  };
}
