// Checks that onnxruntime computes, and that every library is there that its CUDA provider will open on a GPU. It runs while
// the image is built, on a machine that need not have a GPU; the provider itself starts only on a GPU.
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire('/app/packages/engine-onnx/package.json');
const home = dirname(require.resolve('onnxruntime-node/package.json'));
const [api] = readdirSync(join(home, 'bin'));
const provider = join(home, 'bin', api, 'linux/x64/libonnxruntime_providers_cuda.so');
// The provider opens these by name, and goes on without them when they are missing.
const folder = '/opt/cuda/lib';
for (const name of ['libcudnn.so.9', 'libcufft.so.11']) {
  if (!readdirSync(folder).includes(name)) throw new Error(`${folder}: expected ${name}`);
}
// The driver's own library comes from the host.
const missing = execFileSync('ldd', [provider], { encoding: 'utf8' })
  .split('\n')
  .filter((line) => line.includes('not found') && !line.includes('libcuda.so.1'));
if (missing.length > 0) throw new Error(`${provider}: ${missing.map((line) => line.trim()).join(', ')}`);

const ort = require('onnxruntime-node');
// y = x + x, as the bytes of an ONNX model: ir_version 8, opset 13, one Add.
const model = Buffer.from(
  'CAg6NQoOCgF4CgF4EgF5IgNBZGQSAWdaDwoBeBIKCggIARIECgIIAmIPCgF5EgoKCAgBEgQKAggCQgIQDQ==',
  'base64',
);
const session = await ort.InferenceSession.create(model, { executionProviders: ['cpu'] });
const { y } = await session.run({ x: new ort.Tensor('float32', Float32Array.of(1, 2), [2]) });
if (y.data[0] !== 2 || y.data[1] !== 4) throw new Error(`expected 2 and 4, got ${[...y.data]}`);
process.stdout.write('onnxruntime computes, and its CUDA provider finds its libraries\n');
