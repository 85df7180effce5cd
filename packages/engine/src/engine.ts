import type { OutputName } from '@slc/domain';

/** One batch of each named output: (batchSize, …), flattened. */
export type EngineOutputs<Name extends OutputName = OutputName> = Readonly<Record<Name, Float32Array>>;

/**
 * What runs a network. An engine takes whole batches and knows nothing of queues, processes or classes.
 * Implementations live in `@slc/engine-*`, each behind an `EngineModule`.
 */
export interface Engine {
  /**
   * @param pixels (batchSize, height, width, 3), RGB 0..255; normalisation is part of the compiled network
   * @param outputs the names of those that are wanted: the others are not computed
   * @returns at least the wanted outputs
   * @throws SlcError `unsupported_model` when the compiled network has no such output
   */
  infer(
    pixels: Uint8Array,
    batchSize: number,
    outputs: readonly OutputName[],
  ): Promise<Partial<EngineOutputs>>;
  /** Frees what the engine holds. May be called twice. */
  close(): Promise<void>;
}

export interface EngineOptions {
  /** Threads that one inference may use. */
  readonly threads: number;
}

/** What an engine package gives to the process that hosts it. */
export interface EngineModule {
  /** @param compiledModelPath what that engine's compiler wrote */
  openEngine(compiledModelPath: string, options: EngineOptions): Promise<Engine>;
  /**
   * Loads the engine's library and has it compute something.
   *
   * @returns what it runs on, in words. Rejects, saying what is missing and how to get it, when it cannot be had here
   */
  probe(): Promise<string>;
}
