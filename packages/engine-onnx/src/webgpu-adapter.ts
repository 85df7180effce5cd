import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** The device that WebGPU takes here. */
export interface WebgpuAdapter {
  /** As its driver calls it; null on systems where nothing says so. */
  readonly name: string | null;
  /** Whether a program does the work of a GPU. */
  readonly isSoftware: boolean;
}

/** Loading a driver and compiling the first shaders takes seconds; a driver that takes longer hangs. */
const TRIAL_TIMEOUT_MS = 60_000;

/**
 * Finds the device that onnxruntime's WebGPU takes, by computing something on it in a process of its own, whose drivers may
 * write what they like. onnxruntime tells nobody the device's name. On Linux the Vulkan loader does, on standard error.
 * https://github.com/KhronosGroup/Vulkan-Loader/blob/main/docs/LoaderDebugging.md
 *
 * @throws Error in one line, with onnxruntime's words, when there is no device or it does not compute
 */
export async function findWebgpuAdapter(): Promise<WebgpuAdapter> {
  const script = fileURLToPath(new URL('./webgpu-trial.js', import.meta.url));
  const trial = promisify(execFile)(process.execPath, [script], {
    env: { ...process.env, VK_LOADER_DEBUG: 'driver' },
    timeout: TRIAL_TIMEOUT_MS,
    killSignal: 'SIGKILL',
    maxBuffer: 2 ** 24,
  });
  const end = () => trial.child.kill('SIGKILL');
  process.once('exit', end);
  try {
    const { stdout, stderr } = await trial;
    const problem = stdout.trim();
    if (problem !== '') throw new Error(problem);
    return adapterOf(stderr);
  } catch (error) {
    if (error instanceof Error && 'killed' in error) throw new Error(endOf(error), { cause: error });
    throw error;
  } finally {
    process.off('exit', end);
  }
}

/** @param loaderLog what the Vulkan loader wrote; the device that was opened last is the one that computed */
export function adapterOf(loaderLog: string): WebgpuAdapter {
  const name = [...loaderLog.matchAll(/Using "(.+)" with driver: /g)].at(-1)?.[1] ?? null;
  return { name, isSoftware: name !== null && SOFTWARE_DEVICES.test(name) };
}

/** Names of the software devices that Linux distributions and browsers ship. */
const SOFTWARE_DEVICES = /swiftshader|llvmpipe|lavapipe/i;

function endOf(error: Error & { killed?: unknown; code?: unknown; signal?: unknown }): string {
  if (error.killed) return `the driver did not compute within ${TRIAL_TIMEOUT_MS} ms`;
  const how = error.signal ? `signal ${error.signal}` : `exit code ${error.code}`;
  return `the driver ended the process that tried it (${how})`;
}
