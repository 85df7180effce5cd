import type { OpenedModel } from '@slc/compile';
import type {
  Classification,
  ClassifiedImage,
  ExplanationMethod,
  ExplanationPicture,
  ModelManifest,
  ModelRef,
  ModelState,
  Precision,
  SlcError,
} from '@slc/domain';
import type { PhotographNote } from '@slc/image';
import type { EngineChoice, EngineName } from './open/engine-names.js';
import type { Resources } from './resources.js';

type BatchOfFile = NonNullable<OpenedModel['description']['onnx']>['batch'];

/** An opened model with its engines: images in, answers out. The caller that opened it closes it. */
export interface Classifier {
  readonly manifest: ModelManifest;
  readonly model: ModelRef;
  readonly engine: EngineName;
  /** Why this engine, in words for the log. */
  readonly engineReason: string;
  /** False at int8 where another compiler wrote the network than the one whose loss the manifest tells. */
  readonly isAsMeasured: boolean;
  /** Of an ONNX file: whether pictures go through it together, and why; null for Keras's. */
  readonly batch: BatchOfFile | null;
  /** Whether the network has an embedding to give. */
  readonly hasEmbedding: boolean;
  /**
   * `ready`, or `recovering`: while no engine answers, because none is left or all have been silent for long, or while no
   * image is decoded although some wait.
   */
  readonly state: ModelState;
  /** Admitted images that wait, decoded or not. */
  readonly queueDepth: number;
  /**
   * Classifies one image: takes a place in the queue, decodes, waits for a batch, calibrates.
   *
   * While it is recovering, new images are refused at once, since the end of the outage is not known; an image that
   * has its place keeps it, also when the engine dies under it, and is answered by the next one.
   *
   * @param image a whole file of one of `IMAGE_FORMATS`
   * @throws SlcError `overloaded` at once when the queue is full, or takes longer than `timeoutMs`; `deadline_exceeded` at
   *   once when the image alone does, or when it waited for room and the queue does; `model_not_ready` at once while it
   *   is recovering; `unsupported_media_type`, `invalid_image`, `image_too_large`, `too_many_pixels` for the image;
   *   `model_not_ready` when two engines died under this image or none came back; `cancelled`, `deadline_exceeded`
   *   from the signal; `unsupported_model` where an embedding or a map is wanted of a network that has none
   */
  classify(image: Uint8Array, options?: ClassifyOptions): Promise<ClassifierAnswer>;
  /**
   * Classifies one picture that its caller has decoded and resized. Nothing is known of what it was made of, so the answer has no
   * assessment.
   *
   * @param pixels (input.height, input.width, 3), RGB 0..255; not to be changed before the answer
   * @throws SlcError as `classify`, and `invalid_request` for pixels of another size
   */
  classifyPixels(pixels: Uint8Array, options?: WaitOptions): Promise<PixelsAnswer>;
  /**
   * Counts one image as shed, and gives the error for its caller: for a server that counts the images on their way, and
   * refuses some of them before their bytes are read.
   */
  shed(): SlcError;
  /**
   * Waits for the calls that run, for `drainMs` at most (0 unless given), then ends the engines and rejects what is left.
   * May be called twice; a later call without a drain ends an earlier one's wait.
   */
  close(options?: { readonly drainMs?: number }): Promise<void>;
}

export interface ClassifierAnswer extends ClassifiedImage {
  /**
   * What the network's head reads after pooling, flattened; of the image as it was sent, whatever views its model has.
   * Null unless it was asked for.
   */
  readonly embedding: Float32Array | null;
}

/** An answer to pixels. Decoding took no time. */
export type PixelsAnswer = Omit<Classification, 'assessment' | 'explanation' | 'image'>;

/** How a picture waits. */
export interface WaitOptions {
  /** How long the answer is of use. The signal still ends the work; this says beforehand when it will. */
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Wait for a place, and for an engine while one is being replaced, instead of being refused at once. */
  readonly waitForRoom?: boolean;
  /** Called when the image has its place: from then on the queue's bytes count it. */
  readonly onAdmitted?: (() => void) | undefined;
}

export interface ClassifyOptions extends WaitOptions {
  /** Also make a small picture of what was analysed. */
  readonly preview?: boolean;
  /** Also give the network's embedding of the image. */
  readonly embedding?: boolean;
  /** Also show where in the picture the answer comes from. Its further passes take places in the queue as images do. */
  readonly explain?: ExplanationMethod | undefined;
  /**
   * Answer without the explanation where the queue has no room for its passes, it is not ready in four fifths of the time, or
   * the network has no such map; `explanationError` says so. Of an unusable image there is neither.
   */
  readonly explanationOptional?: boolean;
  /** Also draw these, as far as there is an explanation to draw. */
  readonly pictures?: readonly ExplanationPicture[];
}

export interface ClassifierOptions {
  /** What this process's classifiers share. */
  readonly resources: Resources;
  readonly engine: EngineChoice;
  /** `float32` unless given. */
  readonly precision?: Precision | undefined;
  readonly engineProcesses: number;
  /** Threads of each process. */
  readonly engineThreads: number;
  /** Threads of a batch that runs while no other does; `engineThreads` unless given. */
  readonly engineThreadsAlone?: number;
  /** Pictures that an engine gets at once. A model with views puts several pictures of each image into a batch. */
  readonly batchMaxSize: number;
  /** How long a batch that is not full may wait for images that are still being decoded. */
  readonly batchMaxDelayMs: number;
  /** Images that may wait or be in a batch; one more is refused. Two batches for each engine may always wait, within the limit. */
  readonly queueLimit: number;
  readonly imageLimitBytes: number;
  readonly imageLimitPixels: number;
  /**
   * False leaves out what assessing costs, which is for measuring it: the picture's quality and its outlier score are then
   * not measured, and no answer is clear. Never for answers that people read.
   */
  readonly assessment?: boolean;
  /** Stops the opening. */
  readonly signal?: AbortSignal | undefined;
  readonly events?: Partial<ClassifierEvents> | undefined;
}

/** What an operator counts. */
export interface ClassifierEvents {
  stateChanged(state: ModelState): void;
  batchInferred(size: number): void;
  engineRestarted(engine: string): void;
  /** An engine ended unexpectedly, or could not be started in place of one; how, or why. */
  engineDied(engine: string, cause: unknown): void;
  /** `auto` went on to the next engine, after one that is installed failed. */
  engineGivenUp(engine: EngineName, error: SlcError): void;
  /** The model could not be brought into the form that this machine runs best, and is opened as it was compiled. */
  engineUnprepared(engine: string, cause: unknown): void;
  /** An image was read although its file says something of itself that an operator may want to know. */
  imageNoted(note: PhotographNote): void;
  /** An image was refused because the queue was full, or too long for its caller's time. */
  shed(): void;
  /** An image was given up because its caller went away or its deadline passed. */
  cancelled(): void;
}
