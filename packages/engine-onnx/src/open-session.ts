import { type OutputName, SlcError } from '@slc/domain';
import type { Engine } from '@slc/engine';
import { compileToOnnx } from './compile.js';
import { InferenceSession, Tensor } from './onnxruntime.js';
import { isOnTheWay, outputValue, PIXELS, WITH_MAPS } from './value-names.js';

export type ExecutionProvider = 'cpu' | 'cuda';

/** Opens a compiled model with onnxruntime. @param model the path of a file of this package's compiler, or its bytes */
export async function openSession(
  model: string | Uint8Array,
  provider: ExecutionProvider,
  threads: number,
): Promise<Engine> {
  const options = sessionOptions(provider, threads);
  // Two overloads: a path is not read into this process.
  const session =
    typeof model === 'string'
      ? await InferenceSession.create(model, options)
      : await InferenceSession.create(model, options);
  const imageShape = inputShape(session);
  const hasMaps = session.inputNames.includes(WITH_MAPS);

  let isClosed = false;
  return {
    async infer(pixels, batchSize, outputs) {
      const absent = outputs.find((name) => !session.outputNames.includes(outputValue(name)));
      if (absent) throw new SlcError('unsupported_model', `the compiled model has no output ${absent}`);
      const input = new Tensor('uint8', pixels, [batchSize, ...imageShape]);
      const withMaps = outputs.some((name) => !isOnTheWay(name));
      const feeds = { [PIXELS]: input, ...(hasMaps && { [WITH_MAPS]: new Tensor('bool', [withMaps], []) }) };
      const values = await session.run(feeds, outputs.map(outputValue));
      return Object.fromEntries(outputs.map((name) => [name, floatsOf(name, values[outputValue(name)])]));
    },
    async close() {
      if (isClosed) return;
      isClosed = true;
      await session.release();
    },
  };
}

/** The same for every network, so that one is measured as it is served. */
export function sessionOptions(
  provider: ExecutionProvider,
  threads: number,
): InferenceSession.SessionOptions {
  return {
    executionProviders: [provider],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
    // A plan of the memory for each batch size takes a fifth more memory and is no faster here.
    enableMemPattern: false,
    // Errors only: onnxruntime writes warnings to standard error, past the logger.
    logSeverityLevel: 3,
    extra: {
      session: {
        intra_op: { allow_spinning: '1', spin_duration_us: SPIN_MICROSECONDS },
        x64quantprecision: EXACT_PRODUCTS,
      },
    },
  };
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

/**
 * On x86 processors without VNNI the products of bytes and int8 weights are added in 16 bits, where they overflow. With this
 * onnxruntime takes other instructions there, which are slower and exact: int8 gives the same numbers on every processor.
 */
const EXACT_PRODUCTS = '1';

/** Runs a small network on the provider. @throws Error in onnxruntime's words when that fails */
export async function proveThatItComputes(provider: ExecutionProvider): Promise<void> {
  const [scale, offset] = [Float32Array.of(2), Float32Array.of(0)];
  const doubled = compileToOnnx({
    layers: [
      { kind: 'input', name: 'image', inputs: [], shape: [1, 1, 1] },
      { kind: 'reduce', name: 'mean', inputs: ['image'], operation: 'mean', axes: [0, 1], keepDims: false },
      { kind: 'affine', name: 'doubled', inputs: ['mean'], scale, offset },
    ],
    outputs: { logits: 'doubled' },
  });
  const engine = await openSession(Buffer.concat([...doubled]), provider, 1);
  try {
    const { logits } = await engine.infer(Uint8Array.of(21), 1, ['logits']);
    const value = logits?.[0];
    if (value !== 42) throw new Error(`expected twice 21 from onnxruntime, got ${value}`);
  } finally {
    await engine.close();
  }
}

/** (height, width, channels) */
function inputShape({ inputMetadata: [metadata] }: InferenceSession): readonly number[] {
  const shape = metadata?.isTensor ? metadata.shape.slice(1) : [];
  const sizes = shape.filter((size) => typeof size === 'number');
  if (shape.length === 3 && sizes.length === 3) return sizes;
  throw new TypeError('compiled model: expected an input of known height, width and channels');
}
