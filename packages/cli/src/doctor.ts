import { readdir, readFile } from 'node:fs/promises';
import { totalmem } from 'node:os';
import {
  availableCores,
  type Classifier,
  createResources,
  ENGINES,
  type EngineChoice,
  type EngineFinding,
  engineLayout,
  examineEngines,
  LOGIT_TOLERANCE,
  openClassifier,
  type ResolvedModel,
  type Resources,
} from '@slc/classifier';
import { type Classification, type ModelRef, toSlcError } from '@slc/domain';
import { SettingsError } from '@slc/runtime';
import { envToWorkerConfig } from '@slc/worker';
import type { Command } from 'commander';
import { engineOption } from './engine-option.js';
import { type GpuDevices, listGpuDevices } from './gpu-devices.js';
import { modelOnThisMachine, obtainDefaultModel } from './obtain-model.js';
import { EXIT, type Terminal } from './terminal.js';

/** What `slc doctor --json` writes. */
export interface Diagnosis {
  readonly machine: {
    readonly node: string;
    readonly platform: string;
    readonly cores: number;
    readonly memoryBytes: number;
  };
  /** Settings in the environment that a worker would refuse. */
  readonly settingsProblems: readonly string[];
  readonly gpu: GpuDevices;
  readonly engines: readonly EngineFinding[];
  /** How the model fares on the engine that a worker would pick; null when it cannot be opened. */
  readonly serving: Serving | null;
  /** What has to be put right; empty when all is well. */
  readonly problems: readonly string[];
}

export interface Serving {
  readonly model: ModelRef;
  readonly engine: string;
  /** Why this engine. */
  readonly reason: string;
  /** Largest |logit difference| between this engine and onnx on the CPU, over images alone and a batch. */
  readonly parity: number | null;
  /** Medians of one image at a time. */
  readonly timingsMs: { readonly decode: number; readonly inference: number };
}

interface Options {
  readonly model?: string;
  readonly engine: EngineChoice;
  readonly json?: boolean;
}

const BATCH_SIZE = 8;
const TIMED_RUNS = 10;
const IMAGE_LIMIT = { imageLimitBytes: 2 ** 24, imageLimitPixels: 2 ** 24 };

/** The drawn samples, beside the packages in the repository and in the worker's image. */
const SAMPLES = new URL('../../../test_images/synthetic/', import.meta.url);

export function addDoctor(program: Command, terminal: Terminal, setExitCode: (code: number) => void): void {
  program
    .command('doctor')
    .description(
      'examine this machine: GPU, driver, engines, model, and whether the engine agrees with the CPU',
    )
    .option('--model <model>', 'as for classify; nothing is fetched')
    .addOption(engineOption())
    .option('--json', 'one JSON object')
    .action(async (options: Options) => {
      const diagnosis = await diagnose(options, terminal);
      if (diagnosis.problems.length > 0) setExitCode(EXIT.failed);
      terminal.write(`${options.json ? JSON.stringify(diagnosis) : asText(diagnosis)}\n`);
    });
}

async function diagnose({ model, engine }: Options, terminal: Terminal): Promise<Diagnosis> {
  const gpu = await listGpuDevices();
  const engines = await examineEngines();
  const settingsProblems = problemsOfSettings(terminal.env ?? process.env);
  const problems = [...settingsProblems];
  for (const { name, problem } of engines) if (problem !== null) problems.push(`${name}: ${problem}`);
  if (
    gpu.devices.length > 0 &&
    !engines.some(({ name, device }) => ENGINES[name].device === 'gpu' && device !== null)
  ) {
    problems.push('there is a GPU, and no engine that uses it');
  }

  let serving: Serving | null = null;
  try {
    const resolved =
      model === undefined ? await obtainDefaultModel(terminal) : await modelOnThisMachine(model, terminal);
    serving = await tryServing(resolved, engine);
    if (serving.parity !== null && !(serving.parity <= LOGIT_TOLERANCE)) {
      problems.push(
        `${serving.engine}: expected the CPU's logits within ${LOGIT_TOLERANCE}, they differ by ${serving.parity}`,
      );
    }
  } catch (thrown) {
    problems.push(toSlcError(thrown).message);
  }

  const machine = {
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    cores: availableCores(),
    memoryBytes: availableMemoryBytes(),
  };
  return { machine, settingsProblems, gpu, engines, serving, problems };
}

/** Of the machine, or what the control group of a container leaves of it. Without a limit some kernels say 2^64. */
function availableMemoryBytes(): number {
  return Math.min(process.constrainedMemory() || Number.POSITIVE_INFINITY, totalmem());
}

function problemsOfSettings(env: NodeJS.ProcessEnv): readonly string[] {
  try {
    envToWorkerConfig(env);
    return [];
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
}

/** Opens the model as a worker would, and has it classify. */
async function tryServing(model: ResolvedModel, engine: EngineChoice): Promise<Serving> {
  const images = await readSamples();
  const resources = createResources({
    decodePixels: IMAGE_LIMIT.imageLimitPixels,
    queueBytes: BATCH_SIZE * IMAGE_LIMIT.imageLimitBytes,
  });
  const classifier = await open(model, engine, resources);
  try {
    const alone = await classifyEach(classifier, images, TIMED_RUNS);
    const together = await Promise.all(batch(images).map((image) => classifyOne(classifier, image)));
    const found = [...alone.slice(0, images.length), ...together];
    return {
      model: classifier.model,
      engine: classifier.engine,
      reason: classifier.engineReason,
      parity:
        classifier.engine === 'onnx' ? null : largestDifference(found, await onCpu(model, images, resources)),
      timingsMs: {
        decode: median(alone.map(({ timingsMs }) => timingsMs.decode)),
        inference: median(alone.map(({ timingsMs }) => timingsMs.inference)),
      },
    };
  } finally {
    await classifier.close();
  }
}

async function onCpu(
  model: ResolvedModel,
  images: readonly Buffer[],
  resources: Resources,
): Promise<readonly Classification[]> {
  const classifier = await open(model, 'onnx', resources);
  try {
    return await classifyEach(classifier, [...images, ...batch(images)], 0);
  } finally {
    await classifier.close();
  }
}

function open(model: ResolvedModel, engine: EngineChoice, resources: Resources): Promise<Classifier> {
  return openClassifier(model, {
    resources,
    engine,
    engineProcesses: 1,
    engineThreads: engineLayout({ processes: 1 }, resources.cores).threads,
    batchMaxSize: BATCH_SIZE,
    batchMaxDelayMs: 100,
    queueLimit: BATCH_SIZE,
    ...IMAGE_LIMIT,
  });
}

/** Each image once, and then in turn until there are `atLeast` answers. */
async function classifyEach(classifier: Classifier, images: readonly Buffer[], atLeast: number) {
  const answers: Classification[] = [];
  while (answers.length < Math.max(images.length, atLeast)) {
    const image = images[answers.length % images.length];
    if (image) answers.push(await classifyOne(classifier, image));
  }
  return answers;
}

async function classifyOne(classifier: Classifier, image: Buffer): Promise<Classification> {
  return (await classifier.classify(image)).classification;
}

async function readSamples(): Promise<readonly Buffer[]> {
  const names = (await readdir(SAMPLES)).filter((name) => name.endsWith('.jpg')).sort();
  return await Promise.all(names.map((name) => readFile(new URL(name, SAMPLES))));
}

function batch(images: readonly Buffer[]): readonly Buffer[] {
  return Array.from({ length: BATCH_SIZE }, (_, i) => images[i % images.length] ?? Buffer.alloc(0));
}

/** Predictions come in the order of their probability, which near ties may turn round: they are held together by class. */
function largestDifference(found: readonly Classification[], expected: readonly Classification[]): number {
  const differences = expected.flatMap(({ predictions }, i) =>
    predictions.map(({ class: id, logit }) => {
      const other = found[i]?.predictions.find((prediction) => prediction.class === id);
      return Math.abs((other?.logit ?? Number.NaN) - logit);
    }),
  );
  return Math.max(...differences);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return Math.round((sorted[sorted.length >> 1] ?? Number.NaN) * 10) / 10;
}

function asText({ machine, settingsProblems, gpu, engines, serving, problems }: Diagnosis): string {
  const line = (name: string, text: string) => `${name.padEnd(12)} ${text}`;
  const lines = [
    line(
      'machine',
      `Node ${machine.node}, ${machine.platform}, ${machine.cores} cores, ${Math.round(machine.memoryBytes / 2 ** 20)} MiB`,
    ),
    line(
      'settings',
      settingsProblems.length === 0 ? 'can be used' : `${settingsProblems.length} cannot be used`,
    ),
    ...gpu.devices.map(({ name, driver, memory, computeCapability }) =>
      line('device', `${name}, driver ${driver}, ${memory}, compute ${computeCapability}`),
    ),
    ...(gpu.problem === null ? [] : [line('device', `no GPU: ${gpu.problem}`)]),
    ...engines.map(({ name, isInstalled, device, problem }) =>
      line(name, device ?? (isInstalled ? `does not work: ${problem}` : 'not installed')),
    ),
  ];
  if (serving) {
    const { model, engine, reason, parity, timingsMs } = serving;
    lines.push(
      line(
        'model',
        `${model.id} ${model.revision}${model.standIn ? ' (compact stand-in)' : ''}, ${model.sha256}`,
      ),
      line('picked', `${engine}: ${reason}`),
      line(
        'parity',
        parity === null
          ? 'not measured: the engine picked is the one that others are held against'
          : `|logit difference| to the CPU ${parity.toExponential(1)}, alone and in batches of ${BATCH_SIZE}`,
      ),
      line('one image', `decode ${timingsMs.decode} ms, inference ${timingsMs.inference} ms (medians)`),
    );
  }
  lines.push(...problems.map((problem) => line('problem', problem)));
  lines.push(problems.length === 0 ? 'all is well' : `${problems.length} to put right`);
  return lines.join('\n');
}
