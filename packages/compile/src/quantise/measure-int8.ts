import { SlcError } from '@slc/domain';
import type { ResolvedModel } from '@slc/models';
import { askChild } from '../ask-child.js';
import { normalisationOf, readChoicesOf } from '../open-model.js';
import { type MeasuredInt8, type MeasureOrder, type MeasureStep, measureReply } from './measure-protocol.js';

export interface MeasureInt8Options
  extends Pick<MeasureOrder, 'pictures' | 'temperature' | 'threads' | 'scratchDirectory'> {
  readonly onStep?: ((step: MeasureStep) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Two minutes are usual on two cores. */
const MEASURE_TIMEOUT_MS = 3_600_000;

/**
 * Measures what a model needs at int8: the ranges of its layers' values on these pictures, and which layers must stay float.
 * A process of its own does the work, with at most the network, one batch's values and the histograms in memory. The same
 * pictures give the same numbers.
 *
 * @throws SlcError `unsupported_model` where the network has no layer that int8 can compute; `invalid_model` where its
 *   values are not finite; `cancelled`; as `readKerasModel`
 */
export async function measureInt8(model: ResolvedModel, options: MeasureInt8Options): Promise<MeasuredInt8> {
  const { onStep, signal, ...wanted } = options;
  const order: MeasureOrder = {
    ...wanted,
    weightsPath: model.weightsPath,
    normalisation: normalisationOf(model),
    read: readChoicesOf(model),
  };
  return await askChild({
    module: new URL('../children/measure-child.js', import.meta.url),
    order,
    does: 'measures the layers',
    timeoutMs: MEASURE_TIMEOUT_MS,
    timedOut: () => new SlcError('internal', `expected the layers’ ranges within ${MEASURE_TIMEOUT_MS} ms`),
    signal,
    messages: measureReply,
    onMessage(message) {
      if (message.kind === 'measured') return message.measured;
      onStep?.(message);
      return undefined;
    },
  });
}
