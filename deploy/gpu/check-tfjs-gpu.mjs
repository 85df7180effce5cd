// Checks that the native library loads and computes, and that every CUDA library is there that it will open on a GPU. It runs
// while the image is built, on a machine that need not have a GPU.
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import util from 'node:util';

// TensorFlow opens these by name when it looks for GPUs. If one is missing, it goes on without a GPU. cuDNN opens the last
// three at the first convolution. If one of those is missing, cuDNN ends the process.
const opened = [
  'libcudart.so.11.0',
  'libcublas.so.11',
  'libcublasLt.so.11',
  'libcufft.so.10',
  'libcurand.so.10',
  'libcusolver.so.11',
  'libcusparse.so.11',
  'libcudnn.so.8',
  'libcudnn_ops_infer.so.8',
  'libcudnn_cnn_infer.so.8',
  'libnvrtc.so',
];
const folder = '/opt/cuda/lib';
const present = readdirSync(folder);
for (const name of opened) if (!present.includes(name)) throw new Error(`${folder}: expected ${name}`);
for (const name of present) {
  const missing = execFileSync('ldd', [`${folder}/${name}`], { encoding: 'utf8' }).match(/.*not found/g);
  if (missing) throw new Error(`${name}: ${missing.join(', ')}`);
}

// Node 23 removed these two, and tfjs-node-gpu 4.22 calls them.
util.isNullOrUndefined = (value) => value === null || value === undefined;
util.isArray = Array.isArray;
const require = createRequire('/app/packages/engine-tfjs/package.json');
const tf = require('@tensorflow/tfjs-node-gpu');
const [value] = await tf.conv2d(tf.ones([1, 1, 3, 1]), tf.ones([1, 3, 1, 1]), 1, 'valid').data();
if (tf.getBackend() !== 'tensorflow' || value !== 3) {
  throw new Error(`expected 3 from TensorFlow, got ${value} from ${tf.getBackend()}`);
}
process.stdout.write(
  `tfjs-node-gpu ${tf.version['tfjs-node'] ?? ''} with TensorFlow ${tf.backend().binding.TF_Version} computes\n`,
);
