import { parentPort, workerData } from 'node:worker_threads';
import { toSlcError } from '@slc/domain';
import { calibrateModel, evaluate } from '@slc/evaluation';
import type { Fit, FitOrder, FitReply } from './fit-protocol.js';
import { heldOutTemperatures } from './held-out-temperatures.js';

/** The main file of the thread that fits. Only `fitInThread` starts it, and gives it exactly this. */
function main(order: FitOrder): void {
  try {
    reply({ kind: 'fitted', fit: fit(order) });
  } catch (thrown) {
    const { code, message, cause } = toSlcError(thrown);
    reply({ kind: 'refused', code, message, cause });
  }
}

/** Pieces of work after the fits: the figures before and after. */
const MEASUREMENTS = 2;

function fit({ answers, options }: FitOrder): Fit {
  let fits = 0;
  const calibration = calibrateModel(answers, {
    ...options,
    onStep: ({ done, total, what }) => {
      fits = total;
      reply({ kind: 'step', step: { done, total: total + MEASUREMENTS, what: `fits the ${what}` } });
    },
  });
  const total = fits + MEASUREMENTS;
  reply({ kind: 'step', step: { done: fits, total, what: 'measures as it was' } });
  const before = evaluate(answers, { temperature: options.temperature });
  reply({ kind: 'step', step: { done: fits + 1, total, what: 'measures what was held out' } });
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

function reply(message: FitReply): void {
  parentPort?.postMessage(message);
}

main(workerData as FitOrder);
