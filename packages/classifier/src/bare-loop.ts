import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { ModelManifest } from '@slc/domain';
import type { ResolvedModel } from '@slc/models';
import { ENGINES } from './engines.js';
import { openModel } from './open-model.js';

export interface BareLoopOptions {
  readonly processes: number;
  /** Threads of each process. */
  readonly threads: number;
  readonly batchSize: number;
  /** Decodes and preprocesses each image, as a server must; else the network's input is made once. */
  readonly decodes: boolean;
  /** Whole files, taken in turn. */
  readonly images: readonly Uint8Array[];
  readonly warmUpMs: number;
  readonly durationMs: number;
}

export interface BareLoopResult {
  readonly images: number;
  readonly elapsedMs: number;
  /** Of all processes, user and system. */
  readonly cpuMs: number;
  /** Of each batch: its inference alone. */
  readonly batchMs: readonly number[];
}

/** What the child is told. */
export interface BareLoopTask extends Omit<BareLoopOptions, 'processes'> {
  readonly moduleUrl: string;
  readonly compiledModelPath: string;
  readonly manifest: Pick<ModelManifest, 'preprocessing' | 'input'>;
}

/**
 * How fast the machine is without any server: each process decodes images and runs them, the next batch being decoded
 * while one runs. Nothing is queued, sent or answered, so this is what a server is measured against.
 */
export async function runBareLoop(model: ResolvedModel, options: BareLoopOptions): Promise<BareLoopResult> {
  const { path, manifest } = await openModel(model, ENGINES.onnx.format);
  const { processes, ...rest } = options;
  const { preprocessing, input } = manifest;
  const task: BareLoopTask = {
    ...rest,
    moduleUrl: ENGINES.onnx.moduleUrl.href,
    compiledModelPath: path,
    manifest: { preprocessing, input },
  };
  const results = await Promise.all(Array.from({ length: processes }, () => runChild(task)));
  return {
    images: sum(results.map(({ images }) => images)),
    elapsedMs: Math.max(...results.map(({ elapsedMs }) => elapsedMs)),
    cpuMs: sum(results.map(({ cpuMs }) => cpuMs)),
    batchMs: results.flatMap(({ batchMs }) => batchMs),
  };
}

async function runChild(task: BareLoopTask): Promise<BareLoopResult> {
  const child = fork(fileURLToPath(new URL('./bare-loop-child.js', import.meta.url)), {
    execArgv: [],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  try {
    const failed = once(child, 'exit').then(([code]) => {
      throw new Error(`the bare loop ended with ${code}`);
    });
    child.send(task);
    const [result] = await Promise.race([once(child, 'message'), failed]);
    // The child is ours and sends nothing else.
    return result as BareLoopResult;
  } finally {
    child.kill('SIGKILL');
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
