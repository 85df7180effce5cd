import { compare, evaluate } from '@slc/evaluation/figures';
import { doInThread } from '../do-in-thread.js';
import type { PairedAnswers, PairedModels } from './compare-models.js';
import type { Measured, MeasureOrder } from './measure-in-thread.js';

function measure({ answers, options, paired }: MeasureOrder): Measured {
  return { figures: evaluate(answers, options), paired: paired && comparePaired(paired) };
}

/** @throws SlcError `invalid_request` where there is no image that both answered */
function comparePaired({ first, second, temperatures, files }: PairedAnswers): PairedModels {
  return { figures: compare(first, second, { temperatures }), files };
}

// The main file of the thread that measures.
doInThread(measure);
