import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** Whether the CUDA provider lies beside onnxruntime's own library. Whether it works only its process can tell. */
export function isCudaInstalled(): boolean {
  const require = createRequire(import.meta.url);
  const folder = join(require.resolve('onnxruntime-node/package.json'), '../bin/napi-v6');
  return existsSync(join(folder, process.platform, process.arch, 'libonnxruntime_providers_cuda.so'));
}
