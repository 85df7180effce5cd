// Checks that onnxruntime holds its WebGPU provider, and that what it and the GPU's driver open can be loaded. It runs while the
// image is built, on a machine that need not have a GPU.
import { createRequire } from 'node:module';
import { constants } from 'node:os';

const require = createRequire('/app/packages/engine-onnx/package.json');
const { listSupportedBackends } = require('onnxruntime-node');
const names = listSupportedBackends().map(({ name }) => name);
if (!names.includes('webgpu')) throw new Error(`onnxruntime-node: expected webgpu, got ${names.join(', ')}`);

// The first is Vulkan's loader, which onnxruntime opens; the others are what NVIDIA's driver opens.
for (const library of ['libvulkan.so.1', 'libEGL.so.1', 'libX11.so.6', 'libXext.so.6']) {
  try {
    // Node loads any library so, and then complains that this one is no addon of its own.
    process.dlopen({ exports: {} }, library, constants.dlopen.RTLD_NOW);
  } catch (error) {
    if (!/did not self-register/.test(error.message)) throw error;
  }
}
process.stdout.write('onnxruntime holds WebGPU, and Vulkan can be loaded\n');
