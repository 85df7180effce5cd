import util from 'node:util';
import type { EngineModule } from '@slc/engine';
import { NATIVE_VERSION, type NativePackage } from './native-package.js';
import { openEngineOn } from './open-engine.js';
import type { Rank, TensorFlow } from './tensorflow.js';

interface NativeTensorFlow {
  readonly tf: TensorFlow;
  /** The version of the TensorFlow library itself. */
  readonly version: string;
  readonly isUsingGpu: boolean;
}

/** The functions of an engine module on one of the native packages. */
export function nativeEngine(
  device: 'CPU' | 'GPU',
  start: (threads: number) => Promise<NativeTensorFlow>,
): EngineModule {
  return {
    openEngine: async (path, { threads }) => await openEngineOn((await start(threads)).tf, path),
    async probe() {
      const { version } = await start(1);
      return { description: `TensorFlow ${version}, ${device}`, isSoftware: false };
    },
  };
}

/**
 * Loads one of the native packages and proves that it computes. A process can load only one of them.
 *
 * @param load imports the package
 * @throws Error saying what to install, when the package or its library is missing or computes nothing
 */
export async function startNativeTensorFlow(
  name: NativePackage,
  load: () => Promise<{ readonly default: TensorFlow }>,
  threads: number,
): Promise<NativeTensorFlow> {
  setEnvironment(threads);
  bringBackUtil();
  const tf = await load().then(
    (module) => module.default,
    (cause) => {
      throw new Error(`${name}: ${whatIsMissing(name, cause)}`, { cause });
    },
  );
  tf.enableProdMode();
  // All copies of tfjs-core in a process share one engine: another may have chosen its own backend since.
  await tf.setBackend('tensorflow');
  await proveThatItComputes(tf, name);
  // Both packages register this backend; its class is not part of tfjs-core's types.
  const backend = tf.backend() as unknown as {
    readonly isUsingGpuDevice: boolean;
    readonly binding: { readonly TF_Version: string };
  };
  return { tf, version: backend.binding.TF_Version, isUsingGpu: backend.isUsingGpuDevice };
}

/** TensorFlow and CUDA read these when they are loaded. A value that the operator set is kept. */
function setEnvironment(threads: number): void {
  const settings = {
    // Errors only: TensorFlow writes its notes to standard error, past the logger.
    TF_CPP_MIN_LOG_LEVEL: '2',
    // By default each process takes all of the memory, so two models side by side would run out of it.
    TF_FORCE_GPU_ALLOW_GROWTH: 'true',
    // TF32 keeps 10 bits of a product's factors: logits would differ from the CPU's by more than 0.001.
    NVIDIA_TF32_OVERRIDE: '0',
    TF_NUM_INTRAOP_THREADS: String(threads),
    TF_NUM_INTEROP_THREADS: '1',
  };
  for (const [name, value] of Object.entries(settings)) process.env[name] ??= value;
}

/**
 * tfjs-node 4.22 calls two functions that Node 22 deprecates and Node 23 removed; without them it loads, and every
 * operation throws.
 */
function bringBackUtil(): void {
  Object.assign(util, {
    isNullOrUndefined: (value: unknown) => value === null || value === undefined,
    isArray: Array.isArray,
  });
}

function whatIsMissing(name: NativePackage, cause: unknown): string {
  const words = cause instanceof Error ? cause.message : String(cause);
  const isNotInstalled = cause instanceof Error && 'code' in cause && cause.code === 'ERR_MODULE_NOT_FOUND';
  return isNotInstalled
    ? `not installed. It is an optional part of the product: node packages/engine-tfjs/scripts/add-native.mjs ${name.replace('@tensorflow/', '')} installs version ${NATIVE_VERSION}`
    : `installed, but its native library cannot be loaded: ${words.split('\n')[0]}`;
}

async function proveThatItComputes(tf: TensorFlow, name: NativePackage): Promise<void> {
  const image = tf.ones<Rank.R4>([1, 1, 3, 1]);
  const kernel = tf.ones<Rank.R4>([1, 3, 1, 1]);
  const sum = tf.conv2d(image, kernel, 1, 'valid');
  try {
    const [value] = await sum.data();
    if (value !== 3) throw new Error(`${name}: expected a convolution to give 3, got ${value}`);
  } finally {
    tf.dispose([image, kernel, sum]);
  }
}
