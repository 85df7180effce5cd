import { existsSync } from 'node:fs';
import type { OpenedModel } from '@slc/compile';
import { throwIfAborted } from '@slc/domain';
import { type EnginePool, startEnginePool } from '@slc/engine';
import type { ClassifierOptions } from '../classifier.js';
import type { AssessedModel } from '../serve/create-classifier.js';
import { type ChosenEngine, SlowerThanCpu } from './choose-engine.js';
import { type BatchTimes, compareWithCpu } from './compare-with-cpu.js';
import { engineLimits, START_TIMEOUT_MS, UNKNOWN_ENGINE_LIMITS } from './engine-limits.js';
import type { EngineDefinition } from './engines.js';
import { preparedPath } from './prepared-path.js';
import { logitTolerance, selfTest } from './self-test.js';
import { warmUp } from './warm-up.js';

export interface StartEnginesOptions {
  readonly engine: ChosenEngine;
  readonly opened: AssessedModel;
  readonly options: ClassifierOptions;
  /** Opens the model once more: it compiles it where it is no longer in the cache. */
  reopen(): Promise<OpenedModel>;
  /** The engine, and the model compiled for it, that a GPU is compared with. */
  openCpuReference(): Promise<{ readonly definition: EngineDefinition; readonly opened: OpenedModel }>;
}

export interface StartedEngines {
  /** The caller closes it. */
  readonly pool: EnginePool;
  /** Pictures; at most the `batchMaxSize` of the options. */
  readonly largestBatch: number;
  /** What the start showed of a GPU and of batches, in words for the log. */
  readonly findings: readonly string[];
}

/**
 * Starts the engine processes, warms each up and tests it, and compares a GPU with the CPU.
 *
 * @throws SlowerThanCpu where the engine must be faster; SlcError as `startEnginePool`, `selfTest` and `compareWithCpu`
 */
export async function startEngines(start: StartEnginesOptions): Promise<StartedEngines> {
  const { engine, opened, options } = start;
  const { events = {}, signal, batchMaxSize, engineThreads: threads, precision = 'float32' } = options;
  const { device } = engine;
  let path = await preparedPath(engine, opened, options);
  const pool = await startEnginePool({
    moduleUrl: engine.moduleUrl,
    compiledModelPath: path,
    // Someone may empty the cache while its model serves.
    async locate() {
      if (existsSync(opened.path) && existsSync(path)) return path;
      path = await preparedPath(engine, await start.reopen(), options);
      return path;
    },
    // Two processes on one GPU would only take turns, each with its own copy of the weights.
    processes: device === 'gpu' ? 1 : options.engineProcesses,
    threads,
    threadsAlone: options.engineThreadsAlone,
    startTimeoutMs: START_TIMEOUT_MS[device],
    limits: UNKNOWN_ENGINE_LIMITS,
    signal,
    async warmUp(infer, cpuMs) {
      const { input } = opened.manifest;
      const warmed = await warmUp({ infer, cpuMs }, { device, threads, input, batchMaxSize });
      const inferOne = async (image: Uint8Array) => (await infer([image], ['logits'])).logits;
      const { goldenPictures } = opened;
      await selfTest(opened.manifest, inferOne, { tolerance: logitTolerance(precision), goldenPictures });
      return warmed;
    },
    events: {
      engineDied: (cause) => events.engineDied?.(engine.name, cause),
      engineRestarted: () => events.engineRestarted?.(engine.name),
    },
  });

  const largestBatch = Math.max(...pool.warmUps.map((warmed) => warmed.largestBatch));
  let findings = [...onePictureFindings(opened), ...batchFindings(largestBatch, batchMaxSize)];
  try {
    if (device === 'gpu')
      findings = [...findings, ...placement(pool), ...(await compareGpuWithCpu(pool, start))];
    throwIfAborted(signal);
  } catch (error) {
    await pool.close();
    throw error;
  }
  const largestBatchMs = Math.max(...pool.warmUps.map((warmed) => warmed.largestBatchMs));
  pool.setLimits(engineLimits(largestBatchMs, pool.residentBytes));
  return { pool, largestBatch, findings };
}

/** What a network that takes one picture at a time costs is for the log to say: batches do not help it. */
function onePictureFindings({ description: { onnx } }: OpenedModel): readonly string[] {
  if (onnx?.batch.kind !== 'one-by-one') return [];
  return [`pictures go one by one: ${onnx.batch.reason}`];
}

function batchFindings(largestBatch: number, batchMaxSize: number): readonly string[] {
  if (largestBatch === batchMaxSize) return [];
  return [`batches of ${largestBatch} at most: larger ones take as long an image, and more memory`];
}

function placement({ operatorsOnCpu }: EnginePool): readonly string[] {
  if (operatorsOnCpu === null) return [];
  if (operatorsOnCpu.length === 0) return ['every operator runs on the GPU'];
  return [`operators that the GPU lacks run on the CPU: ${operatorsOnCpu.join(', ')}`];
}

/**
 * Compares with the CPU at its best: one image on the threads that it has alone, and the largest batch, for which a GPU's
 * libraries choose other algorithms, on those of one process. The CPU's engine lives for a comparison only.
 *
 * @returns how fast both are, in words for the log
 */
async function compareGpuWithCpu(
  gpu: EnginePool,
  { engine, options, openCpuReference }: StartEnginesOptions,
): Promise<readonly string[]> {
  const { definition, opened } = await openCpuReference();
  const { engineThreads, engineThreadsAlone = engineThreads, engineProcesses, batchMaxSize } = options;
  const compiledModelPath = await preparedPath({ ...definition, name: 'onnx' }, opened, options);
  const tolerance = logitTolerance(options.precision ?? 'float32');
  const times: BatchTimes[] = [];
  const sizes = [...new Set([1, batchMaxSize])];
  const threadsFor = (size: number) => (size === 1 ? engineThreadsAlone : engineThreads);
  for (const threads of new Set(sizes.map(threadsFor))) {
    const cpu = await startEnginePool({
      moduleUrl: definition.moduleUrl,
      compiledModelPath,
      processes: 1,
      threads,
      startTimeoutMs: START_TIMEOUT_MS.cpu,
      limits: UNKNOWN_ENGINE_LIMITS,
      signal: options.signal,
    });
    try {
      const both = { gpu: gpu.infer, cpu: cpu.infer, tolerance };
      for (const size of sizes.filter((each) => threadsFor(each) === threads)) {
        times.push(await compareWithCpu(opened.manifest, size, both));
      }
    } finally {
      await cpu.close();
    }
  }
  const words = times.map((each) => timesText(each, engineProcesses));
  const isFaster = times.every((each) => each.gpuMs < fullCpuMs(each, engineProcesses));
  if (engine.mustBeFaster && !isFaster) throw new SlowerThanCpu(words.join(', '));
  return words;
}

/** A lone image has one process of the CPU's; where batches are full, all of its processes work at the same time. */
function fullCpuMs({ size, cpuMs }: BatchTimes, processes: number): number {
  return size === 1 ? cpuMs : cpuMs / processes;
}

function timesText(times: BatchTimes, processes: number): string {
  const [gpuMs, cpuMs] = [times.gpuMs, fullCpuMs(times, processes)].map((ms) => ms.toFixed(1));
  return `${times.size === 1 ? 'one image' : `${times.size} images`} in ${gpuMs} ms, on the CPU in ${cpuMs} ms`;
}
