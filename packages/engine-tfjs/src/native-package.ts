import { createRequire } from 'node:module';

/** An optional peer dependency: the TensorFlow library for this machine, with a GPU or without one. */
export type NativePackage = '@tensorflow/tfjs-node' | '@tensorflow/tfjs-node-gpu';

/** The version whose kernels the parity tests ran against. */
export const NATIVE_VERSION = '4.22.0';

/** Whether the package can be imported. Only an engine process can tell if it works. */
export function isNativePackageInstalled(name: NativePackage): boolean {
  try {
    createRequire(import.meta.url).resolve(name);
    return true;
  } catch {
    return false;
  }
}
