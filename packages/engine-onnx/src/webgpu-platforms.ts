/**
 * Where the npm package of onnxruntime holds the WebGPU provider; for Linux on arm64 it is not made.
 * https://www.npmjs.com/package/onnxruntime-node
 */
const PLATFORMS = ['linux x64', 'win32 x64', 'win32 arm64', 'darwin arm64'];

/** A quick check that loads nothing. Only an engine process can tell whether it finds a device. */
export function hasWebgpu(platform = `${process.platform} ${process.arch}`): boolean {
  return PLATFORMS.includes(platform);
}

/** @throws Error in one line where the package has no WebGPU provider */
export function assertHasWebgpu(platform = `${process.platform} ${process.arch}`): void {
  if (hasWebgpu(platform)) return;
  throw new Error(`onnxruntime has no WebGPU for ${platform}, only for ${PLATFORMS.join(', ')}`);
}
