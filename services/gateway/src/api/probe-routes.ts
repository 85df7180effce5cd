import { modelState, toSlcError } from '@slc/domain';
import type { Router } from 'express';
import { routes } from '../http/routes.js';
import type { WorkerCalls } from '../worker/worker-calls.js';
import { livenessSchema, readinessSchema } from './schemas.js';

/** Liveness and readiness of the gateway, for load balancers and orchestrators. */
export function probeRoutes(worker: WorkerCalls): Router {
  return routes({
    'GET /livez': (_request, response) => {
      response.json(livenessSchema.parse({ alive: true }));
    },
    'GET /readyz': async (_request, response) => {
      const readiness = await readWorkerState(worker);
      response
        .status(readiness.state.phase === 'ready' ? 200 : 503)
        .set('Cache-Control', 'no-store')
        .json(readinessSchema.parse(readiness));
    },
  });
}

/** Whether the worker serves, as probes tell it: a worker that cannot be reached is not ready. */
export async function readWorkerState(worker: WorkerCalls) {
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
