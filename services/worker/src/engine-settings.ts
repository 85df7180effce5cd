import {
  type ClassifierOptions,
  ENGINE_CHOICES,
  ENGINES,
  type EngineChoice,
  engineLayout,
} from '@slc/classifier';
import type { SettingsReader } from '@slc/runtime';

/** Settings that are not given follow from the cores, which several processes share. A GPU gets one process. */
export function readEngineSettings(
  settings: SettingsReader,
  cores: number,
): Pick<ClassifierOptions, 'engine' | 'engineProcesses' | 'engineThreads'> {
  const engine = settings.oneOf('ENGINE', ENGINE_CHOICES, 'auto');
  const processes = settings.integer('ENGINE_PROCESSES', undefined, { min: 1, max: 64 });
  const threads = settings.integer('ENGINE_THREADS', undefined, { min: 1, max: 256 });
  if (isOnGpu(engine) && processes !== undefined && processes > 1) {
    settings.refuse(`ENGINE and ENGINE_PROCESSES: expected one process on a GPU, got ${processes}`);
  }
  const layout = engineLayout({ processes: isOnGpu(engine) ? 1 : processes, threads }, cores);
  return { engine, engineProcesses: layout.processes, engineThreads: layout.threads };
}

function isOnGpu(engine: EngineChoice): boolean {
  return engine !== 'auto' && ENGINES[engine].device === 'gpu';
}
