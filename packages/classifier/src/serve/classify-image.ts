import { type ModelManifest, type ModelRef, NOTICE, type OutputName, rank, SlcError } from '@slc/domain';
import type { Batcher, Place } from '@slc/engine';
import { type OutlierDetector, outlierScore } from '@slc/evaluation';
import { type CodecTurns, type DecodeLimits, toGrey } from '@slc/image';
import { assess } from '../assess/assess.js';
import type { JudgePicture } from '../assess/judge-picture.js';
import type {
  ClassifierAnswer,
  ClassifierEvents,
  ClassifyOptions,
  PixelsAnswer,
  WaitOptions,
} from '../classifier.js';
import { drawPictures } from '../explain/draw-pictures.js';
import { type ExplanationStep, startExplanation } from '../explain/explanation-step.js';
import type { NetworkMaps } from '../explain/network-maps.js';
import type { DecodeGate } from './decode-gate.js';
import type { ViewedImage, ViewedOutputs } from './infer-views.js';
import { prepareImage } from './prepare-image.js';
import type { ServingState } from './serving-state.js';

/** What an image needs on its way. */
export interface ServingParts {
  readonly manifest: ModelManifest;
  readonly model: ModelRef;
  /** Null where assessing is left out. */
  readonly judgePicture: JudgePicture | null;
  /** Null where no outlier scores are wanted, or the model has no limits for them. */
  readonly outliers: OutlierDetector | null;
  /** Whether the network has one to give. */
  readonly hasEmbedding: boolean;
  /** What it has for explanations. */
  readonly maps: NetworkMaps;
  readonly engine: string;
  readonly state: ServingState;
  readonly batcher: Batcher<ViewedImage, ViewedOutputs>;
  /** Of the batcher. */
  readonly queueLimit: number;
  readonly gate: DecodeGate;
  readonly codecTurns: CodecTurns;
  readonly limits: DecodeLimits;
  readonly events: Partial<Pick<ClassifierEvents, 'imageNoted'>>;
}

/** The way of a picture that its caller has decoded: take a place → wait for a batch of its views → calibrate and rank. */
export async function classifyPixels(
  pixels: Uint8Array,
  options: WaitOptions,
  parts: ServingParts,
): Promise<PixelsAnswer> {
  const { manifest } = parts;
  const { preprocessing, input, labels, temperature } = manifest;
  const bytes = input.height * input.width * 3;
  if (pixels.length !== bytes) {
    const expected = `${bytes} bytes of ${input.height} x ${input.width} pixels of 3`;
    throw new SlcError('invalid_request', `pixels: expected ${expected}, got ${pixels.length}`);
  }
  const admittedAtMs = performance.now();
  const place = await admit(pixels, { ...options, explaining: null }, parts);
  options.onAdmitted?.();
  try {
    const picture = { ...input, data: pixels };
    const { data } = preprocessing.channels === 'grey' ? toGrey(picture) : picture;
    const heldBytes = data === pixels ? data.length : data.length + pixels.length;
    const { output, startedAtMs } = await place.submit({ pixels: data }, heldBytes);
    const inferredAtMs = performance.now();
    return {
      ...rank(output.logits, labels, temperature.value),
      temperature: temperature.value,
      model: parts.model,
      engine: parts.engine,
      timingsMs: {
        queue: startedAtMs - admittedAtMs,
        decode: 0,
        inference: inferredAtMs - startedAtMs,
        total: performance.now() - admittedAtMs,
      },
      notice: NOTICE,
    };
  } finally {
    place.release();
  }
}

/** While an engine is being replaced: when a new image may be worth another try. */
const OUTAGE_RETRY_MS = 1_000;

/**
 * An image's way: take a place → decode → wait for a batch of its views → calibrate and rank their mean → assess → explain.
 */
export async function classifyImage(
  image: Uint8Array,
  options: ClassifyOptions,
  parts: ServingParts,
): Promise<ClassifierAnswer> {
  const explaining = startExplanation(options, parts);
  try {
    return await answerImage(image, { ...options, explaining }, parts);
  } finally {
    explaining?.release();
  }
}

interface AnswerOptions extends ClassifyOptions {
  readonly explaining: ExplanationStep | null;
}

async function answerImage(
  image: Uint8Array,
  options: AnswerOptions,
  parts: ServingParts,
): Promise<ClassifierAnswer> {
  const { manifest, outliers } = parts;
  const { signal, preview = false, embedding = false, explaining, pictures } = options;
  const extraOutputs: readonly OutputName[] = embedding || outliers ? ['embedding'] : [];
  // A batch that asks for an output which the network lacks fails for all of its images.
  if (embedding && !parts.hasEmbedding) {
    throw new SlcError('unsupported_model', `model ${parts.model.id}: expected a network with an embedding`);
  }
  const admittedAtMs = performance.now();
  const place = await admit(image, options, parts);
  const placedAtMs = performance.now();
  options.onAdmitted?.();
  try {
    const prepared = await prepareImage(image, { ...parts, preview, signal });
    for (const note of prepared.notes) parts.events.imageNoted?.(note);
    const decodeMs = performance.now() - placedAtMs - prepared.waitedMs;
    // The upload stays in memory as long as the caller holds it: until the answer.
    const { data: pixels } = prepared.pixels;
    const { output, startedAtMs } = await place.submit(
      { pixels, extraOutputs: [...extraOutputs, ...(explaining?.outputs ?? [])] },
      image.length + pixels.length,
    );
    const inferredAtMs = performance.now();
    const { views } = manifest.preprocessing;
    const answer = rank(output.logits, manifest.labels, manifest.temperature.value);
    const observations = {
      predictions: answer.predictions,
      views: views === 1 ? null : { count: views, agreeing: output.agreeingViews },
      outlierScore: outliers && output.embedding ? outlierScore(outliers, output.embedding) : null,
      quality: prepared.quality,
    };
    const assessment = assess(observations, manifest);
    // A map of what means nothing is not worth its passes.
    const isLeftOut = options.explanationOptional && assessment.verdict === 'unusable';
    const answered = { image: prepared.pixels, topClass: answer.topClass, outputs: output };
    const { explanation, error } = (!isLeftOut && (await explaining?.explain(answered))) || {};
    return {
      ...(error && { explanationError: error }),
      ...(pictures && { pictures: await drawPictures(pictures, explanation, prepared.pixels) }),
      preview: await prepared.preview,
      embedding: (embedding && output.embedding) || null,
      classification: {
        ...answer,
        assessment,
        ...(explanation && { explanation }),
        temperature: manifest.temperature.value,
        model: parts.model,
        engine: parts.engine,
        image: prepared.info,
        timingsMs: {
          queue: startedAtMs - admittedAtMs - decodeMs,
          decode: decodeMs,
          inference: inferredAtMs - startedAtMs,
          total: performance.now() - admittedAtMs,
        },
        notice: NOTICE,
      },
    };
  } finally {
    place.release();
  }
}

async function admit(
  image: Uint8Array,
  { signal, timeoutMs, waitForRoom = false, explaining }: AnswerOptions,
  { state, batcher }: ServingParts,
): Promise<Place<ViewedImage, ViewedOutputs>> {
  const wish = { bytes: image.length, timeoutMs, signal };
  if (waitForRoom) return await batcher.reserveInTurn(wish);
  const notReady = outageOf(state);
  if (notReady) throw notReady;
  const place = batcher.reserve(wish);
  try {
    if (explaining?.holdPlaces() === false) throw batcher.shed();
    return place;
  } catch (error) {
    place.release();
    throw error;
  }
}

/** Why no new image is taken, if none is. Images that have a place keep it. */
export function outageOf({ now: { phase, reason } }: ServingState): SlcError | undefined {
  if (phase === 'ready') return undefined;
  const message = `${reason} Please try again in a moment.`;
  return new SlcError('model_not_ready', message, { retryAfterMs: OUTAGE_RETRY_MS });
}
