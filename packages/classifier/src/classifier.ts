import type { ClassifiedImage, ModelManifest, ModelRef, ModelState } from '@slc/domain';

/** `auto` takes the best engine there is. */
export const ENGINE_CHOICES = ['auto', 'onnx'] as const;

export type EngineChoice = (typeof ENGINE_CHOICES)[number];

/** An opened model with its engines: images in, answers out. Whoever opened it closes it. */
export interface Classifier {
  readonly manifest: ModelManifest;
  readonly model: ModelRef;
  readonly engine: string;
  /** `ready`, or `recovering` while no engine is left. */
  readonly state: ModelState;
  /** Images that were admitted and wait, being decoded or not. */
  readonly queueDepth: number;
  /**
   * Classifies one image: takes a place in the queue, decodes, waits for a batch, calibrates.
   *
   * @param image a whole JPEG, PNG, WebP or TIFF file
   * @throws SlcError `overloaded` at once when the queue is full; `unsupported_media_type`, `invalid_image`,
   *   `image_too_large`, `too_many_pixels` for the image; `model_not_ready` when no engine is left or one died under
   *   this image; `cancelled`, `deadline_exceeded` from the signal
   */
  classify(image: Uint8Array, options?: ClassifyOptions): Promise<ClassifiedImage>;
  /** Ends the engines; what still waits is rejected. May be called twice. */
  close(): Promise<void>;
}

export interface ClassifyOptions {
  readonly signal?: AbortSignal | undefined;
  /** Also make a small picture of what was analysed. */
  readonly preview?: boolean;
}

export interface ClassifierOptions {
  readonly engine: EngineChoice;
  readonly engineProcesses: number;
  /** Threads of each process. */
  readonly engineThreads: number;
  readonly batchMaxSize: number;
  /** How long a batch that is not full may wait for images that are still being decoded. */
  readonly batchMaxDelayMs: number;
  /** Images that may wait; one more is refused. */
  readonly queueLimit: number;
  readonly imageLimitBytes: number;
  readonly imageLimitPixels: number;
  /** Stops the opening. */
  readonly signal?: AbortSignal | undefined;
  readonly events?: Partial<ClassifierEvents> | undefined;
}

/** What an operator counts. */
export interface ClassifierEvents {
  stateChanged(state: ModelState): void;
  batchInferred(size: number): void;
  engineRestarted(engine: string): void;
  /** An image was refused because the queue was full. */
  shed(): void;
  /** An image left the queue because its caller went away. */
  cancelled(): void;
}
