import type { CompiledFormat } from '@slc/compile';
import { type Precision, SlcError, toSlcError } from '@slc/domain';
import { type EngineDevice, probeEngine } from '@slc/engine';
import { ENGINE_NAMES, type EngineChoice, type EngineName } from './engine-names.js';
import type { EngineDefinition, Engines } from './engines.js';

export interface ChosenEngine extends EngineDefinition {
  readonly name: EngineName;
  /** Why this one, in words for the log. */
  readonly reason: string;
  /** Whether it is only of use where it is faster than the CPU. */
  readonly mustBeFaster: boolean;
}

/** A GPU that works, and is no faster than the CPU: `auto` goes on to the next engine, and that is no fault. */
export class SlowerThanCpu extends Error {}

export interface ChooseEngineOptions<Model, Opened> {
  readonly engines: Engines;
  readonly precision: Precision;
  /** Reads and compiles the model. What fails here would fail for every engine. */
  read(format: CompiledFormat): Promise<Model>;
  /** Starts the engine on the model, and proves that it works. */
  start(engine: ChosenEngine, model: Model): Promise<Opened>;
  /** Called when `auto` goes on to the next engine, after one that is installed failed. */
  onGivenUp?(engine: EngineName, error: SlcError): void;
  readonly signal?: AbortSignal | undefined;
  /** Says what an engine runs on; rejects when it is not available. */
  readonly probe?: (engine: EngineDefinition) => Promise<EngineDevice>;
}

/** A GPU before the CPU; WebAssembly where onnxruntime has no library for the machine. */
const AUTO_ORDER: readonly EngineName[] = ['tfjs-gpu', 'onnx-cuda', 'onnx-webgpu', 'onnx', 'tfjs-wasm'];

/** On a GPU newer than its libraries the driver compiles all their kernels at the first loading, for minutes. */
export const PROBE_TIMEOUT_MS = 300_000;

/**
 * Opens a model on the engine that was chosen, or with `auto` on the best one that is available, works and, if it is a GPU's,
 * is faster than the CPU. An engine that
 * was chosen by name is never replaced by another.
 *
 * @throws SlcError `model_not_ready` when the engine is not available here, saying what to install; `invalid_request` when
 *   it does not compute at this precision; else as `read` and `start`
 */
export async function openOnChosenEngine<Model, Opened>(
  choice: EngineChoice,
  options: ChooseEngineOptions<Model, Opened>,
): Promise<Opened> {
  if (choice === 'auto') return await openOnBest(options);
  const engine = options.engines[choice];
  if (!engine.precisions.includes(options.precision)) {
    throw lacksPrecision(`engine ${choice}`, 'it does not', options);
  }
  const device = engine.isAlwaysThere ? '' : `: ${(await deviceOf(choice, options)).description}`;
  const model = await options.read(engine.format);
  const reason = `chosen by the setting${device}`;
  return await options.start({ ...engine, name: choice, reason, mustBeFaster: false }, model);
}

async function openOnBest<Model, Opened>(options: ChooseEngineOptions<Model, Opened>): Promise<Opened> {
  const { engines, precision, read, start, onGivenUp, signal } = options;
  const passedOver: string[] = [];
  let lastError: SlcError | undefined;
  for (const name of AUTO_ORDER) {
    const engine = engines[name];
    const absence = absenceOf(engine, precision);
    if (absence !== null) {
      passedOver.push(`${name} ${absence}`);
      continue;
    }
    try {
      const device = engine.isAlwaysThere ? ON_THE_CPU : await deviceOf(name, options);
      if (device.isSoftware) throw new SlowerThanCpu(device.description);
      const model = await read(engine.format).catch((error) => {
        throw new ReadingFailed(error);
      });
      const reason = [`auto: ${device.description}`, ...passedOver].join('; ');
      return await start({ ...engine, name, reason, mustBeFaster: engine.device === 'gpu' }, model);
    } catch (thrown) {
      if (thrown instanceof ReadingFailed) throw thrown.cause;
      if (thrown instanceof SlowerThanCpu) {
        passedOver.push(`${name} is no faster than the CPU (${thrown.message})`);
        continue;
      }
      // Every installation has this engine. When it fails, the model is at fault, unless the engine's library does not
      // exist for this machine.
      if (signal?.aborted || (engine.isAlwaysThere && (await isThere(engine, options)))) throw thrown;
      lastError = toSlcError(thrown);
      passedOver.push(`${name} was given up (${lastError.message})`);
      onGivenUp?.(name, lastError);
    }
  }
  throw lastError ?? lacksPrecision('ENGINE=auto', `none works here: ${passedOver.join('; ')}`, options);
}

/** Names the engines that have it. */
function lacksPrecision(
  chosen: string,
  found: string,
  { engines, precision }: { readonly engines: Engines; readonly precision: Precision },
): SlcError {
  const able = ENGINE_NAMES.filter((name) => engines[name].precisions.includes(precision));
  const message = `${chosen}: expected an engine that computes in ${precision} (${able.join(', ')}), ${found}`;
  return new SlcError('invalid_request', message);
}

const ON_THE_CPU: EngineDevice = { description: 'on the CPU', isSoftware: false };

/** Why an engine need not be tried; null where it may work. */
function absenceOf(
  { isInstalled, precisions, seesDevice }: EngineDefinition,
  precision: Precision,
): string | null {
  if (!precisions.includes(precision)) return `has no ${precision}`;
  if (!isInstalled()) return 'is not installed';
  return seesDevice?.() === false ? 'sees no GPU' : null;
}

/** Carries the error of the reading out of the attempt on one engine. */
class ReadingFailed extends Error {
  constructor(cause: unknown) {
    super('the model could not be read', { cause });
  }
}

interface Probing {
  readonly probe?: (engine: EngineDefinition) => Promise<EngineDevice>;
  readonly signal?: AbortSignal | undefined;
}

/** @throws SlcError `model_not_ready` with what is missing */
async function deviceOf(name: EngineName, { engines, ...options }: Probing & { readonly engines: Engines }) {
  try {
    return await probing(options)(engines[name]);
  } catch (cause) {
    const words = cause instanceof Error ? cause.message : String(cause);
    throw new SlcError('model_not_ready', `engine ${name}: not available here. ${words}`, { cause });
  }
}

async function isThere(engine: EngineDefinition, options: Probing): Promise<boolean> {
  return await probing(options)(engine).then(
    () => true,
    () => false,
  );
}

function probing({ probe, signal }: Probing): (engine: EngineDefinition) => Promise<EngineDevice> {
  return probe ?? (({ moduleUrl }) => probeEngine({ moduleUrl, timeoutMs: PROBE_TIMEOUT_MS, signal }));
}
