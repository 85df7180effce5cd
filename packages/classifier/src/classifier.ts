import type { ClassifiedImage, ModelManifest, ModelRef, ModelState, SlcError } from '@slc/domain';
import type { EngineChoice } from './open/choose-engine.js';
import type { EngineName } from './open/engines.js';

/** An opened model with its engines: images in, answers out. Whoever opened it closes it. */
export interface Classifier {
  readonly manifest: ModelManifest;
  readonly model: ModelRef;
  readonly engine: EngineName;
  /** Why this engine, in words for the log. */
  readonly engineReason: string;
  /**
   * `ready`, or `recovering`: while no engine answers, because none is left or all have been silent for long, or while no
   * image is decoded although some wait.
   */
  readonly state: ModelState;
  /** Images that were admitted and wait, being decoded or not. */
  readonly queueDepth: number;
  /**
   * Classifies one image: takes a place in the queue, decodes, waits for a batch, calibrates.
   *
   * While it is recovering, new images are refused at once, since nobody knows until when; an image that
   * has its place keeps it, also when the engine dies under it, and is answered by the next one.
   *
   * @param image a whole JPEG, PNG, WebP or TIFF file
   * @throws SlcError `overloaded` at once when the queue is full, or takes longer than `timeoutMs`; `deadline_exceeded` at
   *   once when the image alone does, or when it waited for room and the queue does; `model_not_ready` at once while it
   *   is recovering; `unsupported_media_type`, `invalid_image`, `image_too_large`, `too_many_pixels` for the image;
   *   `model_not_ready` when two engines died under this image or none came back; `cancelled`, `deadline_exceeded`
   *   from the signal
   */
  classify(image: Uint8Array, options?: ClassifyOptions): Promise<ClassifiedImage>;
  /**
   * Counts one image as shed, and gives the error for its caller: for whoever refuses images before their bytes are read,
   * by counting those that are on their way.
   */
  shed(): SlcError;
  /** Ends the engines; what still waits is rejected. May be called twice. */
  close(): Promise<void>;
}

export interface ClassifyOptions {
  /** How long the answer is worth anything. The signal still ends the work; this tells beforehand when it will. */
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Wait for a place, and for an engine while one is being replaced, instead of being refused at once. */
  readonly waitForRoom?: boolean;
  /** Called when the image has its place: from then on the queue's bytes count it. */
  readonly onAdmitted?: (() => void) | undefined;
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
  /** Images that may wait or be in a batch; one more is refused. Two batches for each engine may always wait, within the limit. */
  readonly queueLimit: number;
  /** What the images that wait may hold in memory; one more is refused. */
  readonly queueLimitBytes: number;
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
  /** An engine ended that was not told to, or could not be started in place of one; how, or why. */
  engineDied(engine: string, cause: unknown): void;
  /** `auto` went on to the next engine, after one that is installed failed. */
  engineGivenUp(engine: EngineName, error: SlcError): void;
  /** An image was refused because the queue was full, or too long for its caller's time. */
  shed(): void;
  /** An image was given up because its caller went away or its deadline passed. */
  cancelled(): void;
}
