import type { ClassifiedImage } from '@slc/domain';
import type { ClassifierHandlers } from '@slc/rpc';
import type { Logger } from '@slc/runtime';
import type { WorkerMetrics } from './metrics.js';
import type { ServedModel } from './served-model.js';

/**
 * Classifies one image with whatever serves now, counts it and logs one line: of the image only its size and format,
 * of the answer only how long it took.
 */
export function classifyWith(
  model: ServedModel,
  metrics: WorkerMetrics,
  logger: Logger,
): ClassifierHandlers['classify'] {
  return async ({ image, preview }, { signal }) => {
    const answer = await model.classifier().classify(image, { signal, preview });
    metrics.requestAnswered(answer.classification);
    logger.info({ code: 'ok', sizeBytes: image.length, ...describeAnswer(answer) }, 'classified');
    return answer;
  };
}

function describeAnswer({ classification: { image, timingsMs } }: ClassifiedImage) {
  const { queue, decode, inference, total } = timingsMs;
  return {
    ...image,
    timingsMs: {
      queue: rounded(queue),
      decode: rounded(decode),
      inference: rounded(inference),
      total: rounded(total),
    },
  };
}

/** To a tenth of a millisecond. */
function rounded(ms: number): number {
  return Math.round(ms * 10) / 10;
}
