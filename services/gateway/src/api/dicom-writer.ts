import type { DicomLimits } from '@slc/dicom';
import { hasBytes } from '@slc/domain';
import { readSourceInstance, writeReport } from '@slc/interop';
import type { WorkerCalls } from '../worker/worker-calls.js';
import type { AnswerWriter } from './answer-writers.js';
import { manifestOf } from './manifest-of.js';

export const DICOM = 'application/dicom';

/**
 * The answer as a structured report in the study of the DICOM image that was sent.
 *
 * @param limits of the bytes that a compressed DICOM file may unpack to
 */
export function dicomWriter(worker: Pick<WorkerCalls, 'describe'>, limits: DicomLimits): AnswerWriter {
  return {
    mediaType: DICOM,
    pictures: [],
    missing: (image) => (hasBytes(image, 128, 'DICM') ? null : 'a DICOM image'),
    async write({ image, classified: { classification } }) {
      const [source, { labels }] = await Promise.all([
        readSourceInstance(image, limits),
        manifestOf(classification, worker),
      ]);
      return writeReport({ classification, labels, source });
    },
  };
}
