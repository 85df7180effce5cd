import { readFile } from 'node:fs/promises';
import type { Engine } from '@slc/engine';
import { buildNetwork } from './build-network.js';
import { readGraphFile } from './graph-file.js';
import type { TensorFlow } from './tensorflow.js';

/** Opens a compiled model on a TensorFlow.js that is ready. @param compiledModelPath a file of `compileToTfjs` */
export async function openEngineOn(tf: TensorFlow, compiledModelPath: string): Promise<Engine> {
  const network = buildNetwork(tf, readGraphFile(await readFile(compiledModelPath)));
  return {
    async infer(pixels, batchSize, outputs) {
      const tensors = network.run(pixels, batchSize, outputs);
      try {
        const values = await Promise.all(tensors.map((tensor) => tensor.data<'float32'>()));
        return Object.fromEntries(outputs.map((name, i) => [name, values[i]]));
      } finally {
        for (const tensor of tensors) tensor.dispose();
      }
    },
    async close() {
      network.dispose();
    },
  };
}
