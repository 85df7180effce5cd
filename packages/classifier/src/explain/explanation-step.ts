import {
  type ErrorCode,
  type Explanation,
  type ExplanationMethod,
  type ModelManifest,
  type OutputName,
  SlcError,
  toSlcError,
} from '@slc/domain';
import type { Batcher } from '@slc/engine';
import type { Pixels } from '@slc/image';
import type { ClassifyOptions } from '../classifier.js';
import type { ViewedImage, ViewedOutputs } from '../serve/infer-views.js';
import { explainAnswer, passesOf } from './explain-answer.js';
import { type MapSize, mapSizeOf, type NetworkMaps, OUTPUT_OF_METHOD } from './network-maps.js';
import { createPasses, type Passes } from './passes.js';

export interface ExplanationParts {
  readonly manifest: ModelManifest;
  readonly maps: NetworkMaps;
  readonly batcher: Batcher<ViewedImage, ViewedOutputs>;
  /** Places of the queue. */
  readonly queueLimit: number;
}

export interface AnsweredImage {
  /** The network's input. */
  readonly image: Pixels;
  readonly topClass: string;
  /** With those that the step asks for. */
  readonly outputs: ViewedOutputs;
}

export type Explained =
  | { readonly explanation: Explanation; readonly error?: never }
  | { readonly explanation?: never; readonly error: SlcError };

/** The part of an image's way that explains its answer. The caller releases it. */
export interface ExplanationStep {
  /** To be asked of the network with the logits. */
  readonly outputs: readonly OutputName[];
  /**
   * Takes the places of its passes, as far as the queue has that many beside the image's own; the others wait for room.
   *
   * @returns whether there was room
   * @throws SlcError as `Batcher.reserve`, but for `overloaded`
   */
  holdPlaces(): boolean;
  /** @throws SlcError where the explanation is not optional */
  explain(answered: AnsweredImage): Promise<Explained>;
  release(): void;
}

type StepOptions = Pick<ClassifyOptions, 'explain' | 'explanationOptional' | 'timeoutMs' | 'signal'>;

/** Of the time that an answer has: the rest is for the answer itself. */
const OPTIONAL_SHARE_OF_TIME = 0.8;

/**
 * @returns null where no explanation is wanted
 * @throws SlcError `unsupported_model` where the network has no map to give, unless the explanation is optional
 */
export function startExplanation(options: StepOptions, parts: ExplanationParts): ExplanationStep | null {
  const {
    explain: method,
    explanationOptional = false,
    timeoutMs = Number.POSITIVE_INFINITY,
    signal,
  } = options;
  if (method === undefined) return null;
  const { manifest, batcher } = parts;
  try {
    const mapSize = mapSizeOf(parts.maps, method, manifest.id);
    const passes = createPasses({
      batcher,
      pictureBytes: manifest.input.height * manifest.input.width * 3,
      timeoutMs: explanationOptional ? OPTIONAL_SHARE_OF_TIME * timeoutMs : timeoutMs,
      signal,
    });
    const required = requiredStep({ method, mapSize, passes }, parts);
    const step = explanationOptional ? optionalStep(required, signal) : required;
    return {
      ...step,
      explain: (answered) => step.explain(answered).catch((error) => countGivenUp(error, batcher)),
    };
  } catch (thrown) {
    if (!explanationOptional) throw thrown;
    return leftOut(toSlcError(thrown));
  }
}

/** The image's own place was filled and left: the batcher does not know that its caller is not answered. */
function countGivenUp(thrown: unknown, batcher: ExplanationParts['batcher']): never {
  const { code } = toSlcError(thrown);
  if (code === 'cancelled' || code === 'deadline_exceeded') batcher.countCancelled();
  throw thrown;
}

interface Way {
  readonly method: ExplanationMethod;
  readonly mapSize: MapSize;
  readonly passes: Passes;
}

function requiredStep({ passes, ...way }: Way, { manifest, queueLimit }: ExplanationParts): ExplanationStep {
  return {
    outputs: [OUTPUT_OF_METHOD[way.method]],
    holdPlaces: () => passes.hold(Math.min(passesOf(way.method), queueLimit - 1)),
    explain: async (answered) => ({
      explanation: await explainAnswer({ ...way, ...answered, manifest }, passes.run),
    }),
    release: passes.release,
  };
}

/** What an optional explanation is left out for. The answer is worth more than a map. */
const LEAVES_OUT: ReadonlySet<ErrorCode> = new Set(['overloaded', 'deadline_exceeded', 'model_not_ready']);

function optionalStep(step: ExplanationStep, signal: AbortSignal | undefined): ExplanationStep {
  let left: SlcError | undefined;
  function toLeaveOut(thrown: unknown): SlcError {
    const error = toSlcError(thrown);
    if (signal?.aborted || !LEAVES_OUT.has(error.code)) throw error;
    return error;
  }
  return {
    ...step,
    holdPlaces() {
      try {
        if (!step.holdPlaces()) left = noRoom();
      } catch (thrown) {
        left = toLeaveOut(thrown);
      }
      return true;
    },
    async explain(answered) {
      if (left) return { error: left };
      try {
        return await step.explain(answered);
      } catch (thrown) {
        return { error: toLeaveOut(thrown) };
      }
    },
  };
}

function leftOut(error: SlcError): ExplanationStep {
  return { outputs: [], holdPlaces: () => true, explain: async () => ({ error }), release() {} };
}

function noRoom(): SlcError {
  return new SlcError(
    'overloaded',
    'The service is busy: there was no room for the passes of an explanation.',
  );
}
