import { rm } from 'node:fs/promises';
import { type Normalisation, SlcError } from '@slc/domain';
import { type TrialModule, type TrialValue, trialModule } from '@slc/engine-onnx';
import {
  type ExternalFiles,
  type FileTensor,
  type Network,
  type PictureInput,
  piecesOf,
  type RewriteOptions,
  rewriteNetwork,
  wholeWeight,
} from '@slc/onnx-file';
import type { ChildLimits, LimitsWatch } from '../child-limits.js';
import { passedLimit } from '../passed-limit.js';
import { writeChunks } from '../write-chunks.js';
import { saysOutOfMemory, wordsOf } from './onnxruntime-words.js';
import { drawTrialPictures, type TrialPictures } from './trial-pictures.js';
import { TrialWeights } from './trial-weights.js';

export interface TrialsOptions {
  readonly network: Network;
  /** Of the initializers those that the network needs. */
  readonly weights: readonly FileTensor[];
  readonly input: PictureInput;
  readonly normalisation: Normalisation;
  readonly external: ExternalFiles;
  /** Where a network lies while it is tried; its weights lie beside it. Whoever gives the folder removes it. */
  readonly path: string;
  readonly limits: LimitsWatch;
}

/** One way of rewriting the network. */
export type Variant = Pick<RewriteOptions, 'outputs' | 'batch' | 'freesReshapes'>;

/** What the network gives of a picture, by the names of its outputs. */
export type Given = ReadonlyMap<string, TrialValue>;

/** Which picture. */
export type PicturePlace = 0 | 1 | 2;

/** Rewrites a network in one way or another, and runs it on pictures that code draws. */
export class Trials {
  readonly #options: TrialsOptions;
  #weights: TrialWeights | undefined;
  readonly #pictures: TrialPictures;

  constructor(options: TrialsOptions) {
    this.#options = options;
    this.#pictures = drawTrialPictures(options.input);
  }

  /** The bytes of a variant's file, its weights included. */
  pieces(variant: Variant): Iterable<Uint8Array> {
    const { external } = this.#options;
    return this.#rewrite(variant, (tensor) => wholeWeight(tensor, (each) => external.lazy(each)));
  }

  #rewrite(
    { outputs, batch, freesReshapes }: Variant,
    weight: RewriteOptions['weight'],
  ): Iterable<Uint8Array> {
    const { network, input, normalisation } = this.#options;
    const rewritten = rewriteNetwork(network, {
      input,
      normalisation,
      outputs,
      batch,
      freesReshapes,
      weight,
    });
    return piecesOf(rewritten);
  }

  /**
   * Runs a variant on each picture alone.
   *
   * @returns what it gives of each, and of the first one once more
   * @throws SlcError `unsupported_model` with onnxruntime's words where it does not open or run
   */
  async alone(variant: Variant): Promise<readonly [Given, Given, Given, again: Given]> {
    const [first, second, third] = this.#pictures;
    return await this.#run(variant, async (run) => [
      await run(first, 1),
      await run(second, 1),
      await run(third, 1),
      await run(first, 1),
    ]);
  }

  /**
   * Runs a variant on several pictures together, once for each batch.
   *
   * @param batches places of the pictures
   * @returns onnxruntime's words where it does not open or run
   */
  async together(
    variant: Variant,
    batches: readonly (readonly PicturePlace[])[],
  ): Promise<readonly Given[] | SlcError> {
    try {
      return await this.#run(variant, async (run) => {
        const given: Given[] = [];
        for (const places of batches) {
          const pixels = Buffer.concat(places.map((place) => this.#pictures[place]));
          given.push(await run(pixels, places.length));
        }
        return given;
      });
    } catch (error) {
      if (error instanceof SlcError) return error;
      throw error;
    }
  }

  /** Once for all variants. */
  async #writeWeights(): Promise<TrialWeights> {
    if (this.#weights) return this.#weights;
    const { weights: needed, external, path } = this.#options;
    const weightsPath = `${path}.weights`;
    const weights = new TrialWeights(needed, external, weightsPath);
    await writeChunks(weightsPath, weights.chunks());
    this.#weights = weights;
    return weights;
  }

  async #run<Result>(
    variant: Variant,
    use: (run: (pixels: Uint8Array, batchSize: number) => Promise<Given>) => Promise<Result>,
  ): Promise<Result> {
    const { path, limits } = this.#options;
    await rm(path, { force: true });
    const weights = await this.#writeWeights();
    await writeChunks(
      path,
      this.#rewrite(variant, (tensor) => weights.message(tensor)),
    );
    const { openTrial } = (await import(trialModule.href)) as TrialModule;
    const trial = await limits
      .during(() => openTrial(path))
      .catch((cause: unknown) => {
        throw refusal('onnxruntime does not open it', cause, limits.limits);
      });
    try {
      return await use((pixels, batchSize) => limits.during(() => trial.run(pixels, batchSize)));
    } catch (cause) {
      throw refusal('onnxruntime does not run it', cause, limits.limits);
    } finally {
      await trial.close();
    }
  }
}

function refusal(what: string, cause: unknown, limits: ChildLimits): SlcError {
  const said = cause instanceof Error ? cause.message : String(cause);
  if (saysOutOfMemory(said)) return passedLimit('memory', limits, cause);
  return new SlcError('unsupported_model', `${what}: ${wordsOf(said)}`, { cause });
}
