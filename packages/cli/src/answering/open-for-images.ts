import { basename } from 'node:path';
import {
  type Classifier,
  createResources,
  type EngineChoice,
  engineLayout,
  mostAdmitted,
  openClassifier,
} from '@slc/classifier';
import { type Precision, SlcError } from '@slc/domain';
import type { ResolvedModel } from '@slc/models';
import type { WorkerConfig } from '@slc/worker';
import { OWN_IMAGE_LIMITS, OWN_IMAGE_RESOURCES } from '../own-images.js';
import { WaitingLine } from '../progress-line.js';
import type { Terminal } from '../terminal.js';
import { workerSettings } from '../worker-settings.js';
import type { AnswerImagesOptions } from './answer-images.js';

export interface OpenForImagesOptions {
  readonly engine: EngineChoice;
  /** Whatever the setting says. */
  readonly precision: Precision;
  readonly signal: AbortSignal;
  /** In place of what the worker's settings say. */
  readonly batchMaxSize?: number;
  /** How many there are, where that is known before: for a few, a second engine takes longer to start than it saves. */
  readonly images?: number;
}

export interface OpenedForImages extends AnswerImagesOptions {
  readonly classifier: Classifier;
}

/**
 * One more engine process than a worker has, since nobody waits for a single answer: while one fetches its next batch the
 * cores have another to run. On two cores that is a twentieth more images a second.
 */
const SPARE_ENGINE_PROCESSES = 1;

/** One engine that wakes up for single images answers as many sooner than several engines start. */
const FEW_IMAGES = 8;

/**
 * Opens a model as a worker with the same settings would, for the user's own images. The caller closes it.
 *
 * @throws SlcError as `openClassifier`, `cancelled` saying that it was being opened; `invalid_request` for settings that cannot be used
 */
export async function openForImages(
  model: ResolvedModel,
  { engine, precision, signal, batchMaxSize, images = Number.POSITIVE_INFINITY }: OpenForImagesOptions,
  terminal: Terminal,
): Promise<OpenedForImages> {
  const env: NodeJS.ProcessEnv = { ...(terminal.env ?? process.env), ENGINE: engine, PRECISION: precision };
  const settings = await workerSettings(env);
  const resources = createResources({ ...settings.resources, ...OWN_IMAGE_RESOURCES });
  const options = {
    ...settings.classifier,
    ...(images > FEW_IMAGES ? layoutForMany(settings, env) : layoutForFew(resources.cores)),
    ...(batchMaxSize !== undefined && { batchMaxSize }),
  };
  const waiting = new WaitingLine(terminal);
  waiting.show(`opening ${model.kind === 'manifest' ? model.manifest.id : basename(model.weightsPath)}`);
  const classifier = await openClassifier(model, {
    ...options,
    ...OWN_IMAGE_LIMITS,
    resources,
    signal,
    events: {
      engineGivenUp(name, { message }) {
        waiting.hide();
        terminal.complain(`slc: ${name} was given up: ${message}\n`);
      },
    },
  })
    .catch((error: unknown) => {
      throw signal.aborted
        ? new SlcError('cancelled', 'stopped while the model was opened', { cause: error })
        : error;
    })
    .finally(() => waiting.hide());
  // What the queue takes, and one that is being read for each core.
  const inQueue = mostAdmitted(options.queueLimit, options.engineProcesses * options.batchMaxSize);
  return { classifier, mostUnderWay: inQueue + resources.cores, signal };
}

function layoutForMany({ classifier: { engineProcesses } }: WorkerConfig, env: NodeJS.ProcessEnv) {
  // Those that someone asked for are as many as were asked for.
  return {
    engineProcesses: env.ENGINE_PROCESSES ? engineProcesses : engineProcesses + SPARE_ENGINE_PROCESSES,
  };
}

function layoutForFew(cores: number) {
  return {
    engineProcesses: 1,
    engineThreads: engineLayout({ processes: 1 }, cores).threads,
    batchMaxSize: 1,
    batchMaxDelayMs: 0,
  };
}
