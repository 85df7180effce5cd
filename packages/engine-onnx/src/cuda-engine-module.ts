import type { Engine, EngineDevice, EngineOptions } from '@slc/engine';
import { compiledFiles } from './compiled-files.js';
import { isCudaInstalled } from './cuda-library.js';
import { env } from './onnxruntime.js';
import { openSession } from './open-session.js';
import { proveThatItComputes } from './prove-that-it-computes.js';

/**
 * Opens a compiled model with onnxruntime on the GPU. Never runs on the CPU in its place.
 *
 * @param compiledModelPath an .onnx file of this package's compiler
 */
export async function openEngine(compiledModelPath: string, { threads }: EngineOptions): Promise<Engine> {
  assertInstalled();
  keepFloat32();
  return await openSession(compiledFiles(compiledModelPath), { provider: 'cuda', threads });
}

/** @returns what it runs on. Rejects, saying what is missing, when the libraries or the GPU are missing or do not work */
export async function probe(): Promise<EngineDevice> {
  assertInstalled();
  keepFloat32();
  await proveThatItComputes('cuda').catch((cause) => {
    const words = cause instanceof Error ? cause.message : String(cause);
    throw new Error(
      `onnxruntime cannot use the GPU. It needs an NVIDIA driver, and the CUDA 12 and cuDNN 9 libraries where the loader finds them: ${words}`,
      { cause },
    );
  });
  return { description: `onnxruntime ${env.versions.node}, CUDA`, isSoftware: false };
}

function assertInstalled(): void {
  if (isCudaInstalled()) return;
  throw new Error(
    'The CUDA provider of onnxruntime-node is not installed. It is an optional part, for Linux on x64: node packages/engine-onnx/node_modules/onnxruntime-node/script/install.js --onnxruntime-node-install=cuda12 fetches it',
  );
}

/**
 * TF32 keeps 10 bits of a product's factors: logits would differ from the CPU's by more than 0.001. The Node binding passes no
 * provider options on (`use_tf32`), so CUDA's own variable is set, which is read when the first session loads CUDA. A value that
 * the operator set is kept.
 */
function keepFloat32(): void {
  process.env.NVIDIA_TF32_OVERRIDE ??= '0';
}
