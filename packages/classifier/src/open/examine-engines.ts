import { probeEngine } from '@slc/engine';
import { PROBE_TIMEOUT_MS } from './choose-engine.js';
import { ENGINE_NAMES, ENGINES, type EngineName, type Engines } from './engines.js';

/** Whether one of the engines works on this machine. */
export interface EngineFinding {
  readonly name: EngineName;
  readonly isInstalled: boolean;
  /** What it runs on, in its own words; null when it does not work here. */
  readonly device: string | null;
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
    const { moduleUrl } = engines[name];
    const isInstalled = engines[name].isInstalled();
    if (!isInstalled) findings.push({ name, isInstalled, device: null, problem: null });
    else {
      const finding = await probe({ moduleUrl, timeoutMs: PROBE_TIMEOUT_MS }).then(
        (device) => ({ device, problem: null }),
        (error: unknown) => ({
          device: null,
          problem: error instanceof Error ? error.message : String(error),
        }),
      );
      findings.push({ name, isInstalled, ...finding });
    }
  }
  return findings;
}
