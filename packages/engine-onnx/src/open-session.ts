import { type OutputName, SlcError } from '@slc/domain/light';
import type { Engine, EngineOutputs } from '@slc/engine';
import { outputValue, PIXELS } from '@slc/onnx-file/value-names';
import { type CompiledFiles, isLaidOut } from './compiled-files.js';
import { exactInt8 } from './exact-int8.js';
import { InferenceSession, Tensor } from './onnxruntime.js';
import { openProfile } from './operators-on-cpu.js';

export type ExecutionProvider = 'cpu' | 'cuda' | 'webgpu';

export interface SessionOptions {
  readonly provider: ExecutionProvider;
  readonly threads: number;
  /** Of a batch that runs alone, where that is another number. */
  readonly threadsAlone?: number | undefined;
  /** Gets why a run of the network failed on the device, and throws what that means. */
  readonly runFailed?: (cause: unknown) => never;
}

/** Opens a compiled model with onnxruntime, once for each number of threads, and the part that makes heat maps when the first map is asked for. */
export async function openSession(files: CompiledFiles, options: SessionOptions): Promise<Engine> {
  const { network, ...placement } = await createNetwork(files.network, options);
  const imageShape = inputShape(network);
  const alone = await createAlone(files.network, options);
  let openedMaps: Promise<InferenceSession> | undefined;
  let isClosed = false;

  /** @throws SlcError `unsupported_model` for a name of which the compiled model has no output */
  async function openMaps(names: readonly OutputName[]): Promise<InferenceSession> {
    if (files.maps) openedMaps ??= openOrForget(files.maps);
    const maps = await openedMaps;
    const absent = names.find((name) => !maps?.outputNames.includes(outputValue(name)));
    if (maps && !absent) return maps;
    throw new SlcError('unsupported_model', `the compiled model has no output ${absent}`);
  }

  /** A failure is not kept: it may have been a lack of memory, or a file that is made anew. */
  function openOrForget(maps: string | Uint8Array): Promise<InferenceSession> {
    return createSession(maps, options).catch((cause) => {
      openedMaps = undefined;
      throw cause;
    });
  }

  const run = (session: InferenceSession, input: Values, names: string[]) => {
    const running = session.run(input, names);
    return options.runFailed ? running.catch(options.runFailed) : running;
  };

  const inferOn = (session: InferenceSession): Engine['infer'] =>
    inBatches(session, async (pixels, batchSize, outputs) => {
      const own = outputs.filter((name) => session.outputNames.includes(outputValue(name)));
      const ofMaps = outputs.filter((name) => !own.includes(name));
      const maps = ofMaps.length > 0 ? await openMaps(ofMaps) : null;
      const input = { [PIXELS]: new Tensor('uint8', pixels, [batchSize, ...imageShape]) };
      const values = await run(session, input, [...own.map(outputValue), ...(maps?.inputNames ?? [])]);
      const mapValues = maps && (await run(maps, carried(values, maps), ofMaps.map(outputValue)));
      const all = { ...values, ...mapValues };
      return Object.fromEntries(outputs.map((name) => [name, floatsOf(name, all[outputValue(name)])]));
    });

  return {
    ...placement,
    infer: inferOn(network),
    ...(alone && { inferAlone: inferOn(alone) }),
    async close() {
      if (isClosed) return;
      isClosed = true;
      await network.release();
      await alone?.release();
      await openedMaps?.then((maps) => maps.release());
    },
  };
}

/** A network whose file says a batch of one gets the pictures of a batch one by one. */
function inBatches({ inputMetadata: [metadata] }: InferenceSession, infer: Engine['infer']): Engine['infer'] {
  if (!metadata?.isTensor || metadata.shape[0] !== 1) return infer;
  return async (pixels, batchSize, outputs) => {
    const each = pixels.length / batchSize;
    const rows: Partial<EngineOutputs>[] = [];
    for (let i = 0; i < batchSize; i++) {
      rows.push(await infer(pixels.subarray(i * each, (i + 1) * each), 1, outputs));
    }
    return Object.fromEntries(outputs.map((name) => [name, joined(rows.flatMap((row) => row[name] ?? []))]));
  };
}

function joined(rows: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(rows.reduce((total, { length }) => total + length, 0));
  let at = 0;
  for (const row of rows) {
    all.set(row, at);
    at += row.length;
  }
  return all;
}

type Values = InferenceSession.OnnxValueMapType;

/** The values that the maps are made from. */
function carried(values: Values, { inputNames }: InferenceSession): Values {
  return Object.fromEntries(inputNames.flatMap((name) => (values[name] ? [[name, values[name]]] : [])));
}

/** Only a file that is mapped: a second copy of the weights would cost more than it is worth. */
async function createAlone(
  model: string | Uint8Array,
  { provider, threads, threadsAlone = threads }: SessionOptions,
): Promise<InferenceSession | null> {
  if (threadsAlone === threads || typeof model !== 'string' || !isLaidOut(model)) return null;
  return await createSession(model, { provider, threads: threadsAlone });
}

/** On WebGPU one blank image shows which operators the CPU has to run. */
async function createNetwork(
  model: string | Uint8Array,
  options: SessionOptions,
): Promise<{ readonly network: InferenceSession; readonly operatorsOnCpu?: readonly string[] }> {
  if (options.provider !== 'webgpu') return { network: await createSession(model, options) };
  const profile = await openProfile();
  try {
    const profiling = { enableProfiling: true, profileFilePrefix: profile.prefix };
    const network = await createSession(model, options, profiling);
    const shape = [1, ...inputShape(network)];
    const blank = new Uint8Array(shape.reduce((a, b) => a * b));
    await network.run({ [PIXELS]: new Tensor('uint8', blank, shape) });
    network.endProfiling();
    return { network, operatorsOnCpu: profile.operatorsOnCpu() };
  } finally {
    await profile.close();
  }
}

/** The same for every network, so that one is measured as it is served. */
export async function createSession(
  model: string | Uint8Array,
  { provider, threads }: SessionOptions,
  profiling: Pick<InferenceSession.SessionOptions, 'enableProfiling' | 'profileFilePrefix'> = {},
): Promise<InferenceSession> {
  const options: InferenceSession.SessionOptions = {
    executionProviders: [provider],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: typeof model === 'string' && isLaidOut(model) ? 'disabled' : 'all',
    // A plan of the memory for each batch size takes a fifth more memory and is no faster here.
    enableMemPattern: false,
    // Errors only: onnxruntime writes warnings to standard error, past the logger.
    logSeverityLevel: 3,
    extra: {
      session: {
        intra_op: { allow_spinning: '1', spin_duration_us: SPIN_MICROSECONDS },
        ...exactInt8(),
      },
    },
    ...profiling,
  };
  // Two overloads: a path is not read into this process.
  return typeof model === 'string'
    ? await InferenceSession.create(model, options)
    : await InferenceSession.create(model, options);
}

function floatsOf(name: OutputName, value: Tensor | undefined): Float32Array {
  if (!(value?.data instanceof Float32Array)) {
    throw new TypeError(`output ${name}: expected float32, got ${value?.type}`);
  }
  return value.data;
}

/**
 * How long a thread that has done its part of a layer spins before it sleeps. Waking it costs more than most layers of a
 * small network take: with spinning, a single image takes seven eighths of the time. onnxruntime's default is many times
 * as long, and takes cores from decoding while no batch runs.
 * https://onnxruntime.ai/docs/performance/tune-performance/threading.html
 */
const SPIN_MICROSECONDS = '50';

/** (height, width, channels) */
export function inputShape({ inputMetadata: [metadata] }: InferenceSession): readonly number[] {
  const shape = metadata?.isTensor ? metadata.shape.slice(1) : [];
  const sizes = shape.filter((size) => typeof size === 'number');
  if (shape.length === 3 && sizes.length === 3) return sizes;
  throw new TypeError('compiled model: expected an input of known height, width and channels');
}
