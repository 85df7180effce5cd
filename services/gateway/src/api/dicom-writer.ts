import { hasBytes } from '@slc/domain';
import { readSourceInstance, writeReport } from '@slc/interop';
import type { WorkerCalls } from '../worker/worker-calls.js';
import type { AnswerWriter } from './answer-writers.js';
import { manifestOf } from './manifest-of.js';

export const DICOM = 'application/dicom';

export interface DicomWriterOptions {
  readonly worker: Pick<WorkerCalls, 'describe'>;
  /** A dataset that was sent deflated may become so large. */
  readonly uploadLimitBytes: number;
}

/** The answer as a structured report in the study of the DICOM image that was sent. */
export function dicomWriter({ worker, uploadLimitBytes }: DicomWriterOptions): AnswerWriter {
  return {
    mediaType: DICOM,
    pictures: [],
    missing: (image) => (hasBytes(image, 128, 'DICM') ? null : 'a DICOM image'),
    async write({ image, classified: { classification } }) {
      const [source, { labels }] = await Promise.all([
        readSourceInstance(image, { maxBytes: uploadLimitBytes }),
        manifestOf(classification, worker),
      ]);
      return writeReport({ classification, labels, source });
    },
  };
}
