import { readdirSync } from 'node:fs';

export interface DeviceFiles {
  readonly platform: string;
  /** What this process's environment asks for. */
  readonly env: NodeJS.ProcessEnv;
  /** @returns the names in a folder; none where there is no such folder */
  list(folder: string): readonly string[];
}

/**
 * Whether this machine may have a GPU, by a quick check that loads nothing: on Linux a render node, NVIDIA's device or WSL's,
 * or a container that was started with NVIDIA's toolkit in mind. Other systems always have a graphics driver.
 */
export function seesGpu({ platform, env, list }: DeviceFiles = SYSTEM): boolean {
  if (platform !== 'linux') return true;
  // https://docs.nvidia.com/datacenter/cloud-native/container-toolkit/latest/docker-specialized.html
  const asked = env.NVIDIA_VISIBLE_DEVICES ?? 'void';
  if (asked !== 'void' && asked !== 'none' && asked !== '') return true;
  return (
    list('/dev').some((name) => name === 'nvidiactl' || name === 'dxg') ||
    list('/dev/dri').some((name) => name.startsWith('renderD'))
  );
}

const SYSTEM: DeviceFiles = {
  platform: process.platform,
  env: process.env,
  list(folder) {
    try {
      return readdirSync(folder);
    } catch {
      // No such folder, or none that this process may read: no device is seen there.
      return [];
    }
  },
};
