import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

export interface GpuDevice {
  readonly name: string;
  readonly driver: string;
  readonly memory: string;
  /** Of CUDA: 8.6 is Ampere, 8.9 Ada, 9.0 Hopper, 10 and above Blackwell. */
  readonly computeCapability: string;
}

export interface GpuDevices {
  readonly devices: readonly GpuDevice[];
  /** Why there is none. */
  readonly problem: string | null;
}

/** Runs a program and gives its standard output. */
export type RunProgram = (program: string, args: readonly string[]) => Promise<string>;

const QUERY = ['--query-gpu=name,driver_version,memory.total,compute_cap', '--format=csv,noheader'];

/** The GPUs that NVIDIA's driver shows to this process; inside a container the toolkit brings `nvidia-smi` along. */
export async function listGpuDevices(run: RunProgram = runProgram): Promise<GpuDevices> {
  try {
    const lines = (await run('nvidia-smi', QUERY)).trim().split('\n').filter(Boolean);
    const devices = lines.map((line) => {
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

const runProgram: RunProgram = async (program, args) => {
  const { stdout } = await promisify(execFile)(program, [...args], { timeout: 20_000 });
  return stdout;
};
