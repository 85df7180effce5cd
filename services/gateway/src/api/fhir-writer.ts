import { createHash, randomUUID } from 'node:crypto';
import { type Classification, IMAGE_FORMATS, type ModelManifest, SlcError } from '@slc/domain';
import { answerBundle, type ImageFacts } from '@slc/interop';
import { isSameModel } from '../worker/model-description.js';
import type { WorkerCalls } from '../worker/worker-calls.js';
import type { AnswerWriter } from './answer-writers.js';
import { FHIR_JSON } from './fhir-json.js';

/** The answer as a FHIR R4 bundle. */
export function fhirWriter(worker: Pick<WorkerCalls, 'describe'>): AnswerWriter {
  return {
    mediaType: FHIR_JSON,
    pictures: ['blended'],
    missing: () => null,
    async write({ image, classified, bundle }) {
      const { classification, pictures } = classified;
      const manifest = await manifestOf(classification, worker);
      const heatMap = pictures?.blended ?? null;
      const facts = { classification, manifest, image: imageFacts(image, classification), heatMap };
      return JSON.stringify(answerBundle(facts, { type: bundle, now: new Date(), newUuid: randomUUID }));
    },
  };
}

/**
 * Of the model that answered, and of no other: without it nobody could say what the answer's classes mean.
 *
 * @throws SlcError `model_not_ready` where the worker is away, or serves another model by now
 */
async function manifestOf(
  { model }: Classification,
  worker: Pick<WorkerCalls, 'describe'>,
): Promise<ModelManifest> {
  const info = await worker.describe(model);
  if (info?.manifest && isSameModel(model, info.model)) return info.manifest;
  const message =
    'The worker does not describe the model that answered: it is away, or its model has just changed.';
  throw new SlcError('model_not_ready', message);
}

function imageFacts(image: Uint8Array, classification: Classification): ImageFacts {
  return {
    mediaType: IMAGE_FORMATS[classification.image.format].mediaTypes[0],
    sizeBytes: image.byteLength,
    sha1: createHash('sha1').update(image).digest('base64'),
    sopInstanceUid: null,
  };
}
