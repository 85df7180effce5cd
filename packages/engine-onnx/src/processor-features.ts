import { readFileSync } from 'node:fs';

/** The processor's features as Linux names them, such as `avx512_vnni`; empty where the system does not say. */
export function processorFeatures(cpuinfo: () => string = readCpuinfo): readonly string[] {
  return /^(?:flags|Features)\s*:(.*)$/m.exec(cpuinfo())?.[1]?.trim().split(/\s+/) ?? [];
}

function readCpuinfo(): string {
  try {
    return readFileSync('/proc/cpuinfo', 'utf8');
  } catch {
    // Other systems have no such file.
    return '';
  }
}
