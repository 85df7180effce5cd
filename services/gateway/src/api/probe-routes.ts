import { modelState, toSlcError } from '@slc/domain';
import { Router } from 'express';
import { allowOnly } from '../http/error-handler.js';
import type { WorkerCalls } from '../worker/worker-calls.js';
import { livenessSchema, readinessSchema } from './schemas.js';

/** Liveness and readiness of the gateway, for load balancers and orchestrators. */
export function probeRoutes(worker: WorkerCalls): Router {
  const router = Router();

  router
    .route('/livez')
    .get((_request, response) => {
      response.json(livenessSchema.parse({ alive: true }));
    })
    .all(allowOnly('GET'));

  router
    .route('/readyz')
    .get(async (_request, response) => {
      const readiness = await readWorkerState();
      response
        .status(readiness.state.phase === 'ready' ? 200 : 503)
        .set('Cache-Control', 'no-store')
        .json(readinessSchema.parse(readiness));
    })
    .all(allowOnly('GET'));

  return router;

  async function readWorkerState() {
    try {
      const { state } = await worker.modelInfo();
      return { reason: state.reason, state };
    } catch (error) {
      const reason =
        toSlcError(error).code === 'unauthenticated'
          ? "The worker does not accept the gateway's token."
          : 'The worker cannot be reached: it is starting, or not running. See the log of the gateway.';
      return { reason, state: modelState('starting', reason) };
    }
  }
}
