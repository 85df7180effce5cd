import { ServerInterceptingCall, type ServerInterceptor } from '@grpc/grpc-js';
import { HealthImplementation } from 'grpc-health-check';
import { CLASSIFIER_SERVICE_NAME } from './service-definition.js';

/** Its calls need no token, since probes have none. */
export const HEALTH_PATH = '/grpc.health.v1.Health/';

export interface Health extends Pick<HealthImplementation, 'addToServer'> {
  readonly interceptor: ServerInterceptor;
  /** Of the Classifier service. That of `""` is SERVING as long as the process lives. */
  setServing(isServing: boolean): void;
}

/** grpc.health.v1: Check and Watch. */
export function createHealth(): Health {
  const health = new HealthImplementation({ '': 'SERVING', [CLASSIFIER_SERVICE_NAME]: 'NOT_SERVING' });
  return {
    addToServer: (server) => health.addToServer(server),
    setServing: (isServing) =>
      health.setStatus(CLASSIFIER_SERVICE_NAME, isServing ? 'SERVING' : 'NOT_SERVING'),
    // It remembers each name that was ever watched, and anybody may watch.
    interceptor({ path }, call) {
      if (path !== `${HEALTH_PATH}Watch`) return new ServerInterceptingCall(call);
      return new ServerInterceptingCall(call, {
        start: (next) =>
          next({
            onReceiveMessage: (message: { service: string }, pass) =>
              pass(isKnown(message.service) ? message : { service: 'unknown' }),
          }),
      });
    },
  };
}

function isKnown(service: string): boolean {
  return service === '' || service === CLASSIFIER_SERVICE_NAME;
}
