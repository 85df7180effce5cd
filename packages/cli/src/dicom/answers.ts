import type { Classifier } from '@slc/classifier';
import { type ClassifiedImage, type ModelManifest, type ModelRef, modelRefText, SlcError } from '@slc/domain';
import type { Fleet, ImageWishes } from '@slc/rpc';

/** Answers images, one call each. */
export interface Answers {
  /** @throws SlcError where there is no answer */
  classify(file: Uint8Array, signal: AbortSignal): Promise<ClassifiedImage>;
  /** Whether other images have answers now. */
  isServing(): boolean;
  end(): Promise<void>;
}

/** A model that answers over many rounds. */
export interface AnsweringModel {
  readonly model: ModelRef;
  readonly manifest: ModelManifest;
  /** @throws SlcError `unsupported_model` where another model would answer now; any other where none does */
  begin(signal: AbortSignal): Promise<Answers>;
  close(): Promise<void>;
}

/** @param classifier is closed with it */
export function answeringClassifier(
  classifier: Pick<Classifier, 'model' | 'manifest' | 'classify' | 'state' | 'close'>,
  wishes: ImageWishes,
): AnsweringModel {
  return {
    model: classifier.model,
    manifest: classifier.manifest,
    begin: async () => ({
      classify: (file, signal) => classifier.classify(file, { ...wishes, signal, waitForRoom: true }),
      isServing: () => classifier.state.phase === 'ready',
      end: async () => {},
    }),
    close: () => classifier.close(),
  };
}

/**
 * Workers, which are asked anew whether they serve in each round that has images.
 *
 * @param open opens the fleet
 * @throws SlcError what `open` throws
 */
export async function answeringFleet(
  open: (signal: AbortSignal) => Promise<Fleet>,
  wishes: ImageWishes,
  signal: AbortSignal,
): Promise<AnsweringModel> {
  const first = await open(signal);
  first.close();
  const { model, manifest } = first;
  return {
    model,
    manifest,
    async begin(signal) {
      const fleet = await open(signal);
      if (fleet.model.sha256 === model.sha256) return new FleetAnswers(fleet, wishes, signal);
      fleet.close();
      const got = `got those of ${modelRefText(fleet.model)}`;
      throw new SlcError('unsupported_model', `expected answers of ${modelRefText(model)}, ${got}`);
    },
    close: async () => {},
  };
}

interface AskedImage {
  read(): Promise<Uint8Array>;
  resolve(classified: ClassifiedImage): void;
  reject(error: unknown): void;
}

/** Hands images that come one by one to a fleet, which takes them as its workers have room. */
export class FleetAnswers implements Answers {
  readonly #fleet: Fleet;
  readonly #waiting: AskedImage[] = [];
  /** Those that have no answer. */
  readonly #asked = new Set<AskedImage>();
  #end: { readonly error: unknown } | null = null;
  #wake: () => void = () => {};
  readonly #over: Promise<void>;

  constructor(fleet: Fleet, wishes: ImageWishes, signal: AbortSignal) {
    this.#fleet = fleet;
    this.#over = this.#follow(wishes, signal);
  }

  classify(file: Uint8Array): Promise<ClassifiedImage> {
    return new Promise((resolve, reject) => {
      if (this.#end) {
        reject(this.#end.error);
        return;
      }
      const image: AskedImage = { read: async () => file, resolve, reject };
      this.#asked.add(image);
      this.#waiting.push(image);
      this.#wake();
    });
  }

  isServing(): boolean {
    return this.#end === null;
  }

  async end(): Promise<void> {
    this.#endWith(null);
    this.#fleet.close();
    await this.#over;
  }

  /** Never rejects. */
  async #follow(wishes: ImageWishes, signal: AbortSignal): Promise<void> {
    try {
      for await (const { image, classified, error } of this.#fleet.classify(this.#images(), {
        signal,
        ...wishes,
      })) {
        this.#asked.delete(image);
        if (classified) image.resolve(classified);
        else image.reject(error);
      }
    } catch (error) {
      this.#endWith(error);
    }
  }

  async *#images(): AsyncGenerator<AskedImage> {
    while (!this.#end) {
      const next = this.#waiting.shift();
      if (next) yield next;
      else await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  #endWith(error: unknown): void {
    this.#end ??= { error };
    for (const { reject } of this.#asked) reject(error);
    this.#asked.clear();
    this.#wake();
  }
}
