import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** Whether the CUDA provider is installed beside onnxruntime's own library. Only an engine process can tell if it works. */
export function isCudaInstalled(): boolean {
  const require = createRequire(import.meta.url);
  const folder = join(require.resolve('onnxruntime-node/package.json'), '../bin/napi-v6');
  return existsSync(join(folder, process.platform, process.arch, 'libonnxruntime_providers_cuda.so'));
}
