import type { OpenedModel } from '@slc/compile';
import { throwIfAborted } from '@slc/domain';
import { type EnginePool, prepareModel, startEnginePool } from '@slc/engine';
import type { ClassifierOptions } from '../classifier.js';
import type { ChosenEngine } from './choose-engine.js';
import { compareWithCpu } from './compare-with-cpu.js';
import { engineLimits, UNKNOWN_ENGINE_LIMITS } from './engine-limits.js';
import type { EngineDefinition } from './engines.js';
import { selfTest } from './self-test.js';
import { warmUp } from './warm-up.js';

/** Opening a big model on a slow disk takes seconds; on a GPU newer than its libraries kernels are compiled, for minutes. */
const START_TIMEOUT_MS = { cpu: 60_000, gpu: 300_000 } as const;

export interface StartEnginesOptions {
  readonly engine: ChosenEngine;
  readonly opened: OpenedModel;
  readonly options: ClassifierOptions;
  /** The engine, and the model compiled for it, that a GPU is compared with. */
  openCpuReference(): Promise<{ readonly definition: EngineDefinition; readonly opened: OpenedModel }>;
}

/** Starts the engine processes, warms each up and tests it, and compares a GPU with the CPU. The caller closes the pool. */
export async function startEngines(start: StartEnginesOptions): Promise<EnginePool> {
  const { engine, opened, options } = start;
  const { events = {}, signal, batchMaxSize } = options;
  const { device } = engine;
  const pool = await startEnginePool({
    moduleUrl: engine.moduleUrl,
    compiledModelPath: await preparedPath(start),
    // Two processes on one GPU would only take turns, each with its own copy of the weights.
    processes: device === 'gpu' ? 1 : options.engineProcesses,
    threads: options.engineThreads,
    startTimeoutMs: START_TIMEOUT_MS[device],
    limits: UNKNOWN_ENGINE_LIMITS,
    signal,
    async warmUp(infer) {
      const largestBatchMs = await warmUp(infer, { device, input: opened.manifest.input, batchMaxSize });
      await selfTest(opened.manifest, async (image) => (await infer([image], ['logits'])).logits);
      return largestBatchMs;
    },
    events: {
      engineDied: (cause) => events.engineDied?.(engine.name, cause),
      engineRestarted: () => events.engineRestarted?.(engine.name),
    },
  });

  try {
    if (device === 'gpu') await compareGpuWithCpu(pool, start);
    throwIfAborted(signal);
  } catch (error) {
    await pool.close();
    throw error;
  }
  pool.setLimits(engineLimits(Math.max(...pool.warmUps), pool.residentBytes));
  return pool;
}

/** A model that cannot be prepared, as in a folder that cannot be written, is opened as it was compiled. */
async function preparedPath({ engine, opened, options }: StartEnginesOptions): Promise<string> {
  const { events = {}, signal } = options;
  const { moduleUrl, prepares, device } = engine;
  if (!prepares) return opened.path;
  const timeoutMs = START_TIMEOUT_MS[device];
  try {
    return await prepareModel({ moduleUrl, compiledModelPath: opened.path, timeoutMs, signal });
  } catch (cause) {
    throwIfAborted(signal);
    events.engineUnprepared?.(engine.name, cause);
    return opened.path;
  }
}

/** The CPU's engine lives for this comparison only. */
async function compareGpuWithCpu(
  gpu: EnginePool,
  { options, openCpuReference }: StartEnginesOptions,
): Promise<void> {
  const { definition, opened } = await openCpuReference();
  const cpu = await startEnginePool({
    moduleUrl: definition.moduleUrl,
    compiledModelPath: opened.path,
    processes: 1,
    threads: options.engineThreads,
    startTimeoutMs: START_TIMEOUT_MS.cpu,
    limits: UNKNOWN_ENGINE_LIMITS,
    signal: options.signal,
  });
  try {
    await compareWithCpu(opened.manifest, options.batchMaxSize, { gpu: gpu.infer, cpu: cpu.infer });
  } finally {
    await cpu.close();
  }
}
