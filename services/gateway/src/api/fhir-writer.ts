import { createHash, randomUUID } from 'node:crypto';
import { type Classification, IMAGE_FORMATS } from '@slc/domain';
import { answerBundle, type ImageFacts } from '@slc/interop';
import type { WorkerCalls } from '../worker/worker-calls.js';
import type { AnswerWriter } from './answer-writers.js';
import { FHIR_JSON } from './fhir-json.js';
import { manifestOf } from './manifest-of.js';

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

function imageFacts(image: Uint8Array, classification: Classification): ImageFacts {
  return {
    mediaType: IMAGE_FORMATS[classification.image.format].mediaTypes[0],
    sizeBytes: image.byteLength,
    sha1: createHash('sha1').update(image).digest('base64'),
    sopInstanceUid: null,
  };
}
