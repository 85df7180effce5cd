import { calibrateModel, precisionLoss, unlabelledLoss } from '@slc/evaluation';
import { doInThread } from '../do-in-thread.js';
import type { WorkStep } from '../work-in-thread.js';
import type { Int8Fit, LabelledOrder, LossOrder, MeasuredLoss } from './loss-protocol.js';

const STEPS = 2;

function measure(order: LossOrder, onStep: (step: WorkStep) => void): MeasuredLoss {
  if (order.kind === 'unlabelled') return { loss: unlabelledLoss(order.answers), fit: null };
  onStep({ done: 0, total: STEPS, what: 'fits temperature and prediction sets at int8' });
  const fit = fitInt8(order);
  onStep({ done: 1, total: STEPS, what: 'measures what int8 loses' });
  const { float32, int8, temperature } = order;
  const temperatures = { first: temperature, second: fit?.temperature ?? temperature };
  return { loss: precisionLoss(float32, int8, { temperatures }), fit };
}

function fitInt8({ int8, temperature, coverage }: LabelledOrder): Int8Fit | null {
  if (coverage === null) return null;
  const { fitted, heldOut, isTemperatureFitted } = calibrateModel(int8, { temperature, coverage });
  return {
    temperature: fitted.temperature,
    isTemperatureFitted,
    predictionSet: fitted.predictionSet,
    heldOutSets: heldOut.coverage,
  };
}

// The main file of the thread that measures the loss.
doInThread(measure);
