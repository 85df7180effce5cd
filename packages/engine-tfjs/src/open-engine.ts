import { readFile } from 'node:fs/promises';
import { SlcError } from '@slc/domain';
import type { Engine } from '@slc/engine';
import { buildNetwork } from './build-network.js';
import { readGraphFile } from './graph-file.js';
import type { TensorFlow } from './tensorflow.js';

/** Opens a compiled model on a TensorFlow.js that is ready. @param compiledModelPath a file of `compileToTfjs` */
export async function openEngineOn(tf: TensorFlow, compiledModelPath: string): Promise<Engine> {
  const network = buildNetwork(tf, readGraphFile(await readFile(compiledModelPath)));
  return {
    async infer(pixels, batchSize, outputs) {
      const absent = outputs.find((name) => name !== 'logits');
      if (absent) throw new SlcError('unsupported_model', `the compiled model has no output ${absent}`);
      const logits = network.run(pixels, batchSize);
      try {
        return { logits: await logits.data<'float32'>() };
      } finally {
        logits.dispose();
      }
    },
    async close() {
      network.dispose();
    },
  };
}
