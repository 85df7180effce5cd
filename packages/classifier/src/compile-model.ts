import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFile, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { abortError, type Preprocessing, SlcError } from '@slc/domain';
import { ONNX_COMPILER_VERSION } from '@slc/engine-onnx';
import { TFJS_COMPILER_VERSION } from '@slc/engine-tfjs';
import { KERAS_READER_VERSION } from '@slc/keras-h5';
import { GRAPH_PASSES_VERSION } from '@slc/layer-graph';
import { digestFile } from '@slc/models';
import {
  type CompileOrder,
  compileReply,
  type ModelDescription,
  modelDescription,
} from './compile-protocol.js';
import type { CompiledFormat } from './compiled-format.js';
import { pruneCache } from './prune-cache.js';

/** A model in the form that an engine opens, with what was learnt while reading it. */
export interface CompiledModel {
  readonly path: string;
  readonly description: ModelDescription;
}

export interface CompileOptions {
  readonly weightsPath: string;
  /** Hex digest of the weights file: names the cached form. */
  readonly sha256: string;
  readonly preprocessing: Pick<Preprocessing, 'scale' | 'offset'>;
  readonly format: CompiledFormat;
  readonly cacheDirectory: string;
  readonly signal?: AbortSignal | undefined;
}

const COMPILER_VERSIONS: Readonly<Record<CompiledFormat, string>> = {
  onnx: ONNX_COMPILER_VERSION,
  tfjs: TFJS_COMPILER_VERSION,
};

/** Reading and compiling 250 MB takes seconds; a file that takes minutes was made to. */
const COMPILE_TIMEOUT_MS = 120_000;

/**
 * Gives the compiled form of a model, from the cache or made anew. A damaged cache entry is made anew too.
 *
 * Reading and compiling run in a child process of their own: they block, and what they need of memory goes with it.
 *
 * @throws SlcError `invalid_model`, `unsupported_model` from reading; `cancelled`; `internal` when the child dies
 */
export async function compileModel(options: CompileOptions): Promise<CompiledModel> {
  const { cacheDirectory, format, preprocessing, sha256, signal, weightsPath } = options;
  const versions = `${KERAS_READER_VERSION}.${GRAPH_PASSES_VERSION}.${COMPILER_VERSIONS[format]}`;
  const key = `${sha256}_${preprocessing.scale}_${preprocessing.offset}_${format}-${versions}`;
  const compiled = {
    path: join(cacheDirectory, `${key}.${format}`),
    descriptionPath: join(cacheDirectory, `${key}.json`),
  };

  const cachedDescription = await readCached(compiled, signal);
  if (cachedDescription) {
    await renew(compiled.descriptionPath);
    return { path: compiled.path, description: cachedDescription };
  }

  // Both files get their names by renaming, the description last: an entry is whole or does not count.
  const temporary = join(cacheDirectory, `.${randomUUID()}`);
  try {
    const description = await compileInChild(
      { weightsPath, outputPath: `${temporary}.${format}`, format, ...preprocessing },
      signal,
    );
    await writeFile(`${temporary}.json`, JSON.stringify(description));
    await rename(`${temporary}.${format}`, compiled.path);
    await rename(`${temporary}.json`, compiled.descriptionPath);
    await pruneCache(cacheDirectory, key);
    return { path: compiled.path, description };
  } finally {
    await rm(`${temporary}.${format}`, { force: true });
    await rm(`${temporary}.json`, { force: true });
  }
}

/** Tells pruning that an entry is in use. */
async function renew(descriptionPath: string): Promise<void> {
  const now = new Date();
  // A cache that cannot be written, as in a read-only image, is not pruned either.
  await utimes(descriptionPath, now, now).catch(() => {});
}

/** The description of a whole cache entry, or null when it is missing, unreadable or not the bytes that were written. */
async function readCached(
  { path, descriptionPath }: { readonly path: string; readonly descriptionPath: string },
  signal: AbortSignal | undefined,
): Promise<ModelDescription | null> {
  try {
    const description = modelDescription.parse(JSON.parse(await readFile(descriptionPath, 'utf8')));
    return (await digestFile(path, signal)) === description.compiledSha256 ? description : null;
  } catch {
    // Whatever is wrong with an entry, the cure is the same: compile again.
    return null;
  }
}

function compileInChild(order: CompileOrder, signal: AbortSignal | undefined): Promise<ModelDescription> {
  return new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(new URL('./compile-child.js', import.meta.url)), {
      // A small nursery: reading makes much garbage of a few kilobytes, for which V8 would take 48 MB.
      execArgv: ['--max-semi-space-size=1'],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    let lastWords = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      lastWords = (lastWords + text).slice(-2000);
    });

    const timeout = setTimeout(() => {
      finish(() =>
        reject(new SlcError('invalid_model', `expected to read the model within ${COMPILE_TIMEOUT_MS} ms`)),
      );
    }, COMPILE_TIMEOUT_MS);
    const onAbort = () => finish(() => reject(abortError(signal?.reason)));
    // Settling twice does nothing, so the first event to come decides.
    const finish = (settle: () => void) => {
      clearTimeout(timeout);
      signal?.removeEventListener('abort', onAbort);
      child.kill('SIGKILL');
      settle();
    };

    signal?.addEventListener('abort', onAbort, { once: true });
    if (signal?.aborted) onAbort();
    child.on('error', (cause) => finish(() => reject(childDied('could not be started', cause))));
    child.on('exit', (code, killedBy) =>
      finish(() => reject(childDied(`ended with ${killedBy ?? code}`, new Error(lastWords)))),
    );
    child.on('message', (message) => {
      const parsed = compileReply.safeParse(message);
      const reply = parsed.data;
      finish(() =>
        !reply
          ? reject(
              new SlcError('internal', 'the process that reads the model gave no answer', {
                cause: parsed.error,
              }),
            )
          : reply.kind === 'compiled'
            ? resolve(reply.description)
            : reject(new SlcError(reply.code, reply.message, { cause: reply.cause })),
      );
    });
    child.send(order);
  });
}

function childDied(how: string, cause: unknown): SlcError {
  return new SlcError('internal', `the process that reads the model ${how}`, { cause });
}
