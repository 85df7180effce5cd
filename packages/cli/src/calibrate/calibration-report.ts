import { basename } from 'node:path';
import type { Locale } from '@slc/domain';
import { type ReportInput, worstMistakes } from '@slc/evaluation/report';
import { MOST_MISTAKES, reportRun } from '../report-parts.js';
import type { AnsweredForCalibration } from './answer-for-calibration.js';
import type { Fit } from './fit-protocol.js';
import { heldOutTemperatures } from './held-out-temperatures.js';

export interface CalibrationReportParts {
  readonly language: Locale;
  readonly command: string;
  readonly answered: AnsweredForCalibration;
  readonly fit: Fit;
}

/** What a report of a calibration says; its figures and mistakes are of images held out of the fits. */
export function calibrationReport({
  language,
  command,
  answered,
  fit: { calibration, before, after },
}: CalibrationReportParts): ReportInput {
  const { manifest, model, engine, answers, images, failed, leftOut, source } = answered;
  const temperature = heldOutTemperatures(calibration);
  const mistakes = worstMistakes(answers, { temperature, most: MOST_MISTAKES });
  return {
    language,
    // All figures are held out.
    model: {
      ...{ manifest, sha256: model.sha256, engine, precision: 'float32' },
      seenInCalibration: false,
    },
    data: { source: basename(source), failed, leftOut },
    figures: after,
    mistakes: mistakes.map(({ image, ...mistake }) => ({ file: images[image]?.file ?? '', ...mistake })),
    calibration: { fits: calibration, before },
    run: reportRun(command),
  };
}
