import './quiet-drivers.js';
import { DeviceLostError, type Engine, type EngineDevice, type EngineOptions } from '@slc/engine';
import { compiledFiles } from './compiled-files.js';
import { env } from './onnxruntime.js';
import { openSession } from './open-session.js';
import { findWebgpuAdapter } from './webgpu-adapter.js';
import { assertHasWebgpu } from './webgpu-platforms.js';

/**
 * Opens a compiled model with onnxruntime on the GPU, through WebGPU: Vulkan on Linux, Direct3D 12 on Windows, Metal on
 * macOS. Never runs on the CPU in its place.
 *
 * @param compiledModelPath an .onnx file of this package's compiler
 */
export async function openEngine(compiledModelPath: string, { threads }: EngineOptions): Promise<Engine> {
  assertHasWebgpu();
  const files = compiledFiles(compiledModelPath);
  return await openSession(files, { provider: 'webgpu', threads, runFailed: reportLoss });
}

/**
 * After a device has failed once, no later batch succeeds: its memory is used up, or its driver has given it up. Only what a run
 * throws is that: a batch that is none says nothing of the device.
 */
function reportLoss(cause: unknown): never {
  const words = cause instanceof Error ? cause.message : String(cause);
  throw new DeviceLostError(words.trim().replace(/\s+/g, ' '), { cause });
}

/** @returns what it runs on. Rejects, saying what is missing, when there is no device that computes */
export async function probe(): Promise<EngineDevice> {
  assertHasWebgpu();
  const { name, isSoftware } = await findWebgpuAdapter().catch((cause: Error) => {
    throw new Error(`onnxruntime finds no device for WebGPU. ${NEEDED} It says: ${cause.message}`, { cause });
  });
  const device = `${name ?? SYSTEM_INTERFACE}${isSoftware ? ', which is software' : ''}`;
  return { description: `onnxruntime ${env.versions.node}, WebGPU on ${device}`, isSoftware };
}

const NEEDED =
  process.platform === 'linux'
    ? "It needs the Vulkan loader (Debian's package libvulkan1) and the GPU's Vulkan driver."
    : "It needs the GPU's driver.";

const SYSTEM_INTERFACE = process.platform === 'win32' ? 'Direct3D 12' : 'Metal';
