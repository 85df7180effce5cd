import { calibrateModel, evaluate } from '@slc/evaluation';
import { doInThread } from '../do-in-thread.js';
import type { WorkStep } from '../work-in-thread.js';
import type { Fit, FitOrder } from './fit-protocol.js';
import { heldOutTemperatures } from './held-out-temperatures.js';

/** Pieces of work after the fits: the figures before and after. */
const MEASUREMENTS = 2;

function fit({ answers, options }: FitOrder, onStep: (step: WorkStep) => void): Fit {
  let fits = 0;
  const calibration = calibrateModel(answers, {
    ...options,
    onStep: ({ done, total, what }) => {
      fits = total;
      onStep({ done, total: total + MEASUREMENTS, what: `fits the ${what}` });
    },
  });
  const total = fits + MEASUREMENTS;
  onStep({ done: fits, total, what: 'measures as it was' });
  const before = evaluate(answers, { temperature: options.temperature });
  onStep({ done: fits + 1, total, what: 'measures what was held out' });
  const { fitted, heldOut } = calibration;
  const after = evaluate(answers, {
    temperature: fitted.temperature,
    imageTemperatures: heldOutTemperatures(calibration),
    predictionSets: { coverage: options.coverage, members: heldOut.members },
    outliers: heldOut.outliers?.genuine,
    verdicts: heldOut.verdicts.genuine ?? undefined,
  });
  return { calibration, before, after };
}

// The main file of the thread that fits.
doInThread(fit);
