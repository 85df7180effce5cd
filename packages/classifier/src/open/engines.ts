import type { CompiledFormat } from '@slc/compile';
import type { Precision } from '@slc/domain';
import {
  cudaEngineModule,
  engineModule,
  findLaidOut,
  hasWebgpu,
  isCudaInstalled,
  seesGpu,
  webgpuEngineModule,
} from '@slc/engine-onnx';
import {
  gpuEngineModule,
  isNativePackageInstalled,
  nativeEngineModule,
  wasmEngineModule,
} from '@slc/engine-tfjs';
import type { EngineName } from './engine-names.js';

/** One of the ways to run a network. */
export interface EngineDefinition {
  /** An `EngineModule`, for the process that runs it. */
  readonly moduleUrl: URL;
  /** What it opens. */
  readonly format: CompiledFormat;
  /** The numbers that it can compute in. */
  readonly precisions: readonly Precision[];
  /** An engine on a GPU gets one process, and is compared with the CPU before it serves. */
  readonly device: 'cpu' | 'gpu';
  /** Whether every installation has it. If not, its process is probed before a model is compiled for it. */
  readonly isAlwaysThere: boolean;
  /** Finds what its module's `prepare` has made of a compiled model, without starting a process; null for an engine without one. */
  readonly findPrepared: ((compiledModelPath: string) => Promise<string | null>) | null;
  /** A quick check that loads nothing. */
  isInstalled(): boolean;
  /**
   * Whether the machine may have a device for it, by a quick check that loads nothing: of an engine that is installed also
   * where there is none, and is no fault then. Left out where being installed means that a device is expected.
   */
  seesDevice?(): boolean;
}

export type Engines = Readonly<Record<EngineName, EngineDefinition>>;

export const ENGINES: Engines = {
  onnx: {
    moduleUrl: engineModule,
    format: 'onnx',
    precisions: ['float32', 'int8'],
    device: 'cpu',
    findPrepared: findLaidOut,
    isAlwaysThere: true,
    isInstalled: () => true,
  },
  'onnx-cuda': {
    moduleUrl: cudaEngineModule,
    format: 'onnx',
    precisions: ['float32'],
    device: 'gpu',
    findPrepared: null,
    isAlwaysThere: false,
    isInstalled: isCudaInstalled,
  },
  'onnx-webgpu': {
    moduleUrl: webgpuEngineModule,
    format: 'onnx',
    precisions: ['float32', 'float16'],
    device: 'gpu',
    findPrepared: null,
    isAlwaysThere: false,
    isInstalled: hasWebgpu,
    seesDevice: seesGpu,
  },
  'tfjs-gpu': {
    moduleUrl: gpuEngineModule,
    format: 'tfjs',
    precisions: ['float32'],
    device: 'gpu',
    findPrepared: null,
    isAlwaysThere: false,
    isInstalled: () => isNativePackageInstalled('@tensorflow/tfjs-node-gpu'),
  },
  'tfjs-cpu': {
    moduleUrl: nativeEngineModule,
    format: 'tfjs',
    precisions: ['float32'],
    device: 'cpu',
    findPrepared: null,
    isAlwaysThere: false,
    isInstalled: () => isNativePackageInstalled('@tensorflow/tfjs-node'),
  },
  'tfjs-wasm': {
    moduleUrl: wasmEngineModule,
    format: 'tfjs',
    precisions: ['float32'],
    device: 'cpu',
    findPrepared: null,
    isAlwaysThere: true,
    isInstalled: () => true,
  },
};
