import { createHash, randomUUID } from 'node:crypto';
import { type DicomLimits, readDicomFile, TAGS, textOf } from '@slc/dicom';
import { type Classification, IMAGE_FORMATS } from '@slc/domain';
import { answerBundle, type ImageFacts } from '@slc/interop';
import type { WorkerCalls } from '../worker/worker-calls.js';
import type { AnswerWriter } from './answer-writers.js';
import { FHIR_JSON } from './fhir-json.js';
import { manifestOf } from './manifest-of.js';

/**
 * The answer as a FHIR R4 bundle.
 *
 * @param limits of the bytes that a compressed DICOM file may unpack to
 */
export function fhirWriter(worker: Pick<WorkerCalls, 'describe'>, limits: DicomLimits): AnswerWriter {
  return {
    mediaType: FHIR_JSON,
    pictures: ['blended'],
    missing: () => null,
    async write({ image, classified, bundle }) {
      const { classification, pictures } = classified;
      const facts = {
        classification,
        manifest: await manifestOf(classification, worker),
        image: await imageFacts(image, classification, limits),
        heatMap: pictures?.blended ?? null,
      };
      return JSON.stringify(answerBundle(facts, { type: bundle, now: new Date(), newUuid: randomUUID }));
    },
  };
}

async function imageFacts(
  image: Uint8Array,
  { image: { format } }: Classification,
  limits: DicomLimits,
): Promise<ImageFacts> {
  return {
    mediaType: IMAGE_FORMATS[format].mediaTypes[0],
    sizeBytes: image.byteLength,
    sha1: createHash('sha1').update(image).digest('base64'),
    sopInstanceUid: format === 'dicom' ? await sopInstanceUid(image, limits) : null,
  };
}

/** PS3.5, section 9.1. What is none would make an identifier that no server takes. */
const UID = /^[0-2](\.(0|[1-9]\d*))+$/;

/** The worker has read the file before; it need not say what it is called. */
async function sopInstanceUid(file: Uint8Array, limits: DicomLimits): Promise<string | null> {
  const { dataset } = await readDicomFile(file, limits);
  const uid = textOf(dataset, TAGS.sopInstanceUid) ?? '';
  return uid.length <= 64 && UID.test(uid) ? uid : null;
}
