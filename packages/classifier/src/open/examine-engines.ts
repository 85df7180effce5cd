import { probeEngine } from '@slc/engine';
import { PROBE_TIMEOUT_MS } from './choose-engine.js';
import { ENGINE_NAMES, type EngineName } from './engine-names.js';
import { ENGINES, type Engines } from './engines.js';

/** Whether one of the engines works on this machine. */
export interface EngineFinding {
  readonly name: EngineName;
  readonly isInstalled: boolean;
  /** False where it is installed, and the machine has no device for it: then it is no fault that it does not work. */
  readonly isExpected: boolean;
  /** What it runs on, in its own words; null when it does not work here. */
  readonly device: string | null;
  /** Whether that device is a program that does the work of a GPU. */
  readonly isSoftware: boolean;
  /** Why it does not work, where it is installed. */
  readonly problem: string | null;
}

/** Starts each engine that is installed, one after the other, in a process of its own, and has it compute something. */
export async function examineEngines(
  engines: Engines = ENGINES,
  probe: typeof probeEngine = probeEngine,
): Promise<readonly EngineFinding[]> {
  const findings: EngineFinding[] = [];
  for (const name of ENGINE_NAMES) {
    const { moduleUrl, seesDevice } = engines[name];
    const isInstalled = engines[name].isInstalled();
    const absent = { device: null, isSoftware: false, problem: null };
    const found = isInstalled
      ? await probe({ moduleUrl, timeoutMs: PROBE_TIMEOUT_MS }).then(
          ({ description, isSoftware }) => ({ device: description, isSoftware, problem: null }),
          (error: unknown) => ({
            ...absent,
            problem: error instanceof Error ? error.message : String(error),
          }),
        )
      : absent;
    findings.push({ name, isInstalled, isExpected: seesDevice?.() !== false, ...found });
  }
  return findings;
}
