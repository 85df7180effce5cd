import type { OutputName } from '@slc/domain';

/** The outputs of one batch by name: each (batchSize, …), flattened. */
export type EngineOutputs<Name extends OutputName = OutputName> = Readonly<Record<Name, Float32Array>>;

/** What runs a network, in whole batches. Implementations live in `@slc/engine-*`, each behind an `EngineModule`. */
export interface Engine {
  /**
   * @param pixels (batchSize, height, width, 3), RGB 0..255; normalisation is part of the compiled network
   * @param outputs what is asked for; the engine computes nothing that only other outputs need
   * @returns at least what was asked for
   * @throws SlcError `unsupported_model` when the compiled network has no such output
   */
  infer(
    pixels: Uint8Array,
    batchSize: number,
    outputs: readonly OutputName[],
  ): Promise<Partial<EngineOutputs>>;
  /**
   * Operators that run on the CPU although the engine is a GPU's, because its library has none of that kind for the device;
   * in words such as `Sign (2)`. Not given by an engine that does not know.
   */
  readonly operatorsOnCpu?: readonly string[];
  /** As `infer`, on the threads of a batch that is alone; for engines that have two ways. */
  inferAlone?: Engine['infer'];
  /** Frees what the engine holds. May be called twice. */
  close(): Promise<void>;
}

/** The device failed, and with it every batch from now on: the engine's process has to be replaced. */
export class DeviceLostError extends Error {}

export interface EngineOptions {
  /** Threads that one inference may use. */
  readonly threads: number;
  /** Threads of a batch that runs while no other does; as many as `threads` unless given. */
  readonly threadsAlone?: number | undefined;
}

/** What an engine package exports to the process that hosts the engine. */
export interface EngineModule {
  /** @param compiledModelPath a file that the engine's compiler wrote */
  openEngine(compiledModelPath: string, options: EngineOptions): Promise<Engine>;
  /**
   * Brings a compiled model into a form that suits this machine, for engines that have one; in a process that ends with it.
   *
   * @returns the path that `openEngine` is to open
   */
  prepare?(compiledModelPath: string): Promise<string>;
  /**
   * Loads the engine's library and has it compute something.
   *
   * @throws Error that says what is missing on this machine and how to get it
   */
  probe(): Promise<EngineDevice>;
}

/** What an engine runs on. */
export interface EngineDevice {
  /** In words, such as `onnxruntime 1.30.0, CPU`. */
  readonly description: string;
  /** Whether a program does the work of a GPU: correct, and slower than any other engine. */
  readonly isSoftware: boolean;
}

/** Runs one batch on an engine; each image is (height, width, 3), RGB 0..255. */
export type Infer = <Name extends OutputName>(
  images: readonly Uint8Array[],
  outputs: readonly Name[],
) => Promise<EngineOutputs<Name>>;
