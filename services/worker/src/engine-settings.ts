import {
  type ClassifierOptions,
  defaultEngineLayout,
  ENGINE_CHOICES,
  ENGINES,
  type EngineChoice,
} from '@slc/classifier';
import type { SettingsReader } from '@slc/runtime';

/** What is not set follows from the cores available: several processes share them, and a GPU has one. */
export function readEngineSettings(
  settings: SettingsReader,
): Pick<ClassifierOptions, 'engine' | 'engineProcesses' | 'engineThreads'> {
  const engine = settings.oneOf('ENGINE', ENGINE_CHOICES, 'auto');
  const byCores = defaultEngineLayout();
  const cores = byCores.processes * byCores.threads;
  const processesSet = settings.integer('ENGINE_PROCESSES', 0, { min: 0, max: 64 });
  if (isOnGpu(engine) && processesSet > 1) {
    settings.refuse(`ENGINE and ENGINE_PROCESSES: expected one process on a GPU, got ${processesSet}`);
  }
  const engineProcesses = processesSet || (isOnGpu(engine) ? 1 : byCores.processes);
  const threadsEach = Math.max(1, Math.floor(cores / engineProcesses));
  const engineThreads = settings.integer('ENGINE_THREADS', 0, { min: 0, max: 256 }) || threadsEach;
  return { engine, engineProcesses, engineThreads };
}

function isOnGpu(engine: EngineChoice): boolean {
  return engine !== 'auto' && ENGINES[engine].device === 'gpu';
}
