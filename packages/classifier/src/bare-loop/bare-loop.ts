import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { openModel } from '@slc/compile';
import { type ErrorCode, type Precision, SlcError, throwIfAborted } from '@slc/domain';
import type { ResolvedModel } from '@slc/models';
import { type ChosenEngine, openOnChosenEngine } from '../open/choose-engine.js';
import type { EngineChoice, EngineName } from '../open/engine-names.js';
import { ENGINES } from '../open/engines.js';
import { formatAt } from '../open/format-at.js';
import { preparedPath } from '../open/prepared-path.js';
import { readOutliers } from '../open/read-outliers.js';
import type { AssessedModel } from '../serve/create-classifier.js';

export interface BareLoopOptions extends BareLoopPlan {
  readonly engine: EngineChoice;
  readonly precision: Precision;
  /** Of an engine on the CPU; a GPU has one. */
  readonly processes: number;
  readonly signal?: AbortSignal;
  /** As in `ChooseEngineOptions`. */
  onGivenUp(engine: EngineName, error: SlcError): void;
}

/** What each process does. */
export interface BareLoopPlan {
  readonly threads: number;
  /** Pictures that an engine gets at once: the views of one image or several, as in a server. */
  readonly batchSize: number;
  /** Decode and preprocess each image, as a server must; else the network's input is made once. */
  readonly decodes: boolean;
  /** With what a server measures of a decoded picture and of its embedding. */
  readonly assessment: boolean;
  /** Whole files, taken in turn. */
  readonly images: readonly Uint8Array[];
  readonly warmUpMs: number;
  readonly durationMs: number;
}

export interface BareLoopResult extends BareLoopCounts {
  /** What ran the network. */
  readonly engine: EngineName;
  readonly processes: number;
}

/** What each process counts. */
export interface BareLoopCounts {
  readonly images: number;
  readonly elapsedMs: number;
  /** User and system. */
  readonly cpuMs: number;
  /** Of each batch: its inference alone. */
  readonly batchMs: readonly number[];
}

/** What the child answers. */
export type BareLoopReply =
  | { readonly kind: 'counted'; readonly counts: BareLoopCounts }
  | {
      readonly kind: 'refused';
      readonly code: ErrorCode;
      readonly message: string;
      readonly cause: unknown;
    };

/** What the child is asked to do. */
export interface BareLoopTask extends BareLoopPlan {
  readonly moduleUrl: string;
  readonly compiledModelPath: string;
  /** Without `outliers` where assessing is left out. */
  readonly opened: Pick<AssessedModel, 'manifest' | 'description' | 'outliers'>;
}

/**
 * How fast the machine is without any server: each process decodes images and runs them on the file that a server's engines
 * open, and decodes the next batch while one runs. Nothing is queued, sent or answered, so a server is measured against this.
 *
 * @throws SlcError as `openOnChosenEngine`
 */
export async function runBareLoop(
  model: ResolvedModel,
  { engine: choice, precision, processes, onGivenUp, ...plan }: BareLoopOptions,
): Promise<BareLoopResult> {
  const { signal, assessment } = plan;
  return await openOnChosenEngine(choice, {
    engines: ENGINES,
    precision,
    async read(format) {
      const opened = await openModel(model, { format: formatAt(format, precision), precision });
      return { ...opened, outliers: assessment ? await readOutliers(model, opened) : null };
    },
    async start(engine, { path, manifest, description, outliers }) {
      const compiledModelPath = await preparedPath(engine, { path }, { signal });
      const opened = { manifest, description, outliers };
      const onItsDevice = { ...plan, processes: engine.device === 'gpu' ? 1 : processes };
      return await runOn(engine, { ...onItsDevice, compiledModelPath, opened });
    },
    onGivenUp,
  });
}

interface RunPlan
  extends BareLoopPlan,
    Pick<BareLoopTask, 'compiledModelPath' | 'opened'>,
    Pick<BareLoopOptions, 'processes' | 'signal'> {}

async function runOn(
  { name, moduleUrl }: ChosenEngine,
  { processes, signal, ...plan }: RunPlan,
): Promise<BareLoopResult> {
  const task: BareLoopTask = { ...plan, moduleUrl: moduleUrl.href };
  const counts = await Promise.all(Array.from({ length: processes }, () => runChild(task, signal)));
  return {
    engine: name,
    processes,
    images: sum(counts.map(({ images }) => images)),
    elapsedMs: Math.max(...counts.map(({ elapsedMs }) => elapsedMs)),
    cpuMs: sum(counts.map(({ cpuMs }) => cpuMs)),
    batchMs: counts.flatMap(({ batchMs }) => batchMs),
  };
}

async function runChild(task: BareLoopTask, signal: AbortSignal | undefined): Promise<BareLoopCounts> {
  const child = fork(fileURLToPath(new URL('./bare-loop-child.js', import.meta.url)), {
    // As `allowHeapGrowth` in the worker's main.
    execArgv: ['--heap-growing-percent=400'],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  try {
    const failed = once(child, 'exit').then(([code]) => {
      throw new Error(`the bare loop ended with ${code}`);
    });
    child.send(task);
    const [message] = await Promise.race([once(child, 'message', { signal }), failed]);
    // The child is ours and sends nothing else.
    const reply = message as BareLoopReply;
    if (reply.kind === 'counted') return reply.counts;
    throw new SlcError(reply.code, reply.message, { cause: reply.cause });
  } catch (error) {
    throwIfAborted(signal);
    throw error;
  } finally {
    child.kill('SIGKILL');
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
