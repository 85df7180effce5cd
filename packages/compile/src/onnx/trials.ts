import { rm } from 'node:fs/promises';
import { type Normalisation, SlcError } from '@slc/domain';
import { type TrialModule, type TrialValue, trialModule } from '@slc/engine-onnx';
import {
  type ExternalFiles,
  type Network,
  type PictureInput,
  piecesOf,
  type RewriteOptions,
  rewriteNetwork,
  wholeWeight,
} from '@slc/onnx-file';
import type { LimitsWatch } from '../child-limits.js';
import { writeChunks } from '../write-chunks.js';
import { TrialWeights } from './trial-weights.js';

export interface TrialsOptions {
  readonly network: Network;
  readonly input: PictureInput;
  readonly normalisation: Normalisation;
  readonly external: ExternalFiles;
  /** Where a network lies while it is tried. */
  readonly path: string;
  readonly limits: LimitsWatch;
}

/** One way of rewriting the network. */
export type Variant = Pick<RewriteOptions, 'outputs' | 'batch' | 'freesReshapes'>;

/** What the network gives of a picture, by the names of its outputs. */
export type Given = ReadonlyMap<string, TrialValue>;

/** Rewrites a network in one way or another, and runs it on pictures that code draws. */
export class Trials {
  readonly #options: TrialsOptions;
  #weights: TrialWeights | undefined;
  /** Two pictures of which no network can think the same. */
  readonly #pictures: readonly [Uint8Array, Uint8Array];

  constructor(options: TrialsOptions) {
    this.#options = options;
    const { height, width } = options.input;
    this.#pictures = [drawGradient(height, width), drawNoise(height, width)];
  }

  /** The bytes of a variant's file, its weights included. */
  write(variant: Variant): Iterable<Uint8Array> {
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

  /** Removes what the trials wrote. */
  async close(): Promise<void> {
    const { path } = this.#options;
    await rm(path, { force: true });
    await rm(weightsPathOf(path), { force: true });
  }

  /**
   * Runs a variant on each of two pictures alone.
   *
   * @throws SlcError `unsupported_model` with onnxruntime's words where it does not open or run
   */
  async alone(variant: Variant): Promise<readonly [Given, Given]> {
    const [first, second] = this.#pictures;
    return await this.#run(variant, async (run) => [await run(first, 1), await run(second, 1)]);
  }

  /** Runs a variant on both pictures together. @returns onnxruntime's words where it does not open or run */
  async together(variant: Variant): Promise<Given | SlcError> {
    const both = Buffer.concat(this.#pictures);
    try {
      return await this.#run(variant, (run) => run(both, 2));
    } catch (error) {
      if (error instanceof SlcError) return error;
      throw error;
    }
  }

  /** Once for all variants. */
  async #writeWeights(): Promise<TrialWeights> {
    if (this.#weights) return this.#weights;
    const { network, external, path } = this.#options;
    const weights = new TrialWeights(network, external, weightsPathOf(path));
    await writeChunks(weightsPathOf(path), weights.chunks());
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
        throw refusal('onnxruntime does not open it', cause);
      });
    try {
      return await use((pixels, batchSize) => limits.during(() => trial.run(pixels, batchSize)));
    } catch (cause) {
      throw refusal('onnxruntime does not run it', cause);
    } finally {
      await trial.close();
    }
  }
}

/** Where all variants of a network have their weights. */
function weightsPathOf(path: string): string {
  return `${path}-weights`;
}

function refusal(what: string, cause: unknown): SlcError {
  const words = cause instanceof Error ? cause.message : String(cause);
  // Clients can read the state of a model: no folder of this machine is among the words.
  const said = words
    .split('\n')[0]
    ?.replace(/(?:\/[^\s/:'"]+)+\/?/g, '…')
    .slice(0, 300);
  return new SlcError('unsupported_model', `${what}: ${said}`, { cause });
}

/** Pixel (y, x) = (x, y, (x + y) / 2), modulo 256. */
function drawGradient(height: number, width: number): Uint8Array {
  const pixels = new Uint8Array(height * width * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) pixels.set([x, y, (x + y) >> 1], (y * width + x) * 3);
  }
  return pixels;
}

/** Park and Miller's generator of 1988: any noise would do, as long as it is the same each time. */
function drawNoise(height: number, width: number): Uint8Array {
  let state = 1;
  return Uint8Array.from({ length: height * width * 3 }, () => {
    state = (state * 48_271) % 2_147_483_647;
    return state & 0xff;
  });
}
