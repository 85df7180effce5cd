import type { ClassifierServer } from '@slc/rpc';
import type { Logger } from '@slc/runtime';
import type { WorkerMetrics } from './metrics.js';
import type { ModelEvent, ServedModel } from './model/served-model.js';

interface Reporters {
  readonly server: ClassifierServer;
  readonly metrics: WorkerMetrics;
  readonly logger: Logger;
}

const GUESSED = 'nobody has confirmed what was guessed of the model: where it is wrong, so are the answers';

const ONE_BY_ONE = 'pictures go through the network one by one';

const NOT_AS_MEASURED =
  'the int8 network was compiled anew since its loss was measured, which may now differ a little';

/** Gives the model's events to log and metrics, and its state to log and health. */
export function reportModel(model: ServedModel, { server, metrics, logger }: Reporters) {
  let loggedState = '';
  let loggedTenths = -1;

  return (event: ModelEvent): void => {
    switch (event.kind) {
      case 'progress': {
        const { bytesDone, bytesTotal } = event;
        metrics.modelBytesFetched(bytesDone, bytesTotal);
        const tenths = bytesTotal === null ? 0 : Math.floor((10 * bytesDone) / bytesTotal);
        if (tenths !== loggedTenths) logger.info({ bytesDone, bytesTotal }, 'fetching the model');
        loggedTenths = tenths;
        return;
      }
      case 'retrying':
        logger.warn({ reason: event.error.message, pauseMs: event.pauseMs }, 'retrying the download');
        return;
      case 'fetch-failed': {
        const { error, pauseMs } = event;
        // Not a fault of the worker: no stack. What only the operator may see, such as a folder, is in the cause.
        const why = error.cause instanceof Error ? error.cause.message : undefined;
        metrics.modelFetchFailed(error.code, pauseMs);
        const line = { code: error.code, reason: error.message, why, pauseMs };
        logger.warn(line, 'the model could not be fetched, trying again after the pause');
        return;
      }
      case 'fetched':
        metrics.modelFetched();
        logger.info('the model is in the cache');
        break;
      case 'opened':
      case 'stand-in-opened': {
        const { model, manifest, engine, engineReason: reason, isAsMeasured, batch } = event.classifier;
        metrics.modelServed(event.classifier);
        logger.info({ model, engine, reason }, 'model serves');
        // Once for each opening: every answer says it, too.
        if (model.guessed) logger.warn({ guessed: model.guessed, next: 'slc model manifest' }, GUESSED);
        const { notes } = manifest.foundIn ?? {};
        if (notes) logger.warn({ notes }, 'what the files beside the model leave open');
        if (batch?.kind === 'one-by-one') logger.warn({ reason: batch.reason }, ONE_BY_ONE);
        if (!isAsMeasured) logger.warn({ model: model.id, next: 'slc quantize' }, NOT_AS_MEASURED);
        break;
      }
      case 'failed':
        logger.error({ err: event.error }, 'the model cannot be served');
        break;
      case 'stand-in-failed':
        logger.error({ err: event.error }, 'the compact model cannot be served');
        break;
    }
    reportState();
  };

  function reportState(): void {
    const { phase, reason } = model.state;
    server.setServing(phase === 'ready');
    if (loggedState === phase + reason) return;
    loggedState = phase + reason;
    logger.info({ phase, reason }, 'model state');
  }
}
