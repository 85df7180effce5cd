import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const QUERY = ['--query-gpu=name,driver_version,memory.total,compute_cap', '--format=csv,noheader'];

/**
 * The GPUs that NVIDIA's driver shows to this process, or why there is none. In a container the toolkit adds `nvidia-smi`.
 *
 * @param run gives the standard output of a program
 */
export async function listGpuDevices(run = runProgram) {
  try {
    const lines = (await run('nvidia-smi', QUERY)).trim().split('\n').filter(Boolean);
    const devices = lines.map((line) => {
      // The compute capability is CUDA's: 8.6 is Ampere, 8.9 Ada, 9.0 Hopper, 10 and above Blackwell.
      const [name = '', driver = '', memory = '', computeCapability = ''] = line.split(/, */);
      return { name, driver, memory, computeCapability };
    });
    return { devices, problem: devices.length > 0 ? null : 'the driver shows no GPU' };
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    const words = error instanceof Error ? error.message.split('\n')[0] : String(error);
    return { devices: [], problem: isMissing ? 'no NVIDIA driver is visible here' : `nvidia-smi: ${words}` };
  }
}

async function runProgram(program: string, args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(program, [...args], { timeout: 20_000 });
  return stdout;
}
