import { ServerInterceptingCall, type ServerInterceptor } from '@grpc/grpc-js';
import { HealthImplementation } from 'grpc-health-check';
import { SERVICE_NAMES } from './methods/index.js';

/** Its calls need no token, since probes have none. */
export const HEALTH_PATH = '/grpc.health.v1.Health/';

export interface Health extends Pick<HealthImplementation, 'addToServer'> {
  readonly interceptor: ServerInterceptor;
  /** Sets the status of each of our services. That of `""` is SERVING as long as the process lives. */
  setServing(isServing: boolean): void;
}

/** grpc.health.v1: Check and Watch. */
export function createHealth(): Health {
  const health = new HealthImplementation({ '': 'SERVING' });
  const setServing = (isServing: boolean): void => {
    for (const name of SERVICE_NAMES) health.setStatus(name, isServing ? 'SERVING' : 'NOT_SERVING');
  };
  setServing(false);
  return {
    addToServer: (server) => health.addToServer(server),
    setServing,
    // grpc-health-check 2.1 keeps each name that was ever watched, and needs no token (grpc-go has mended the same fault:
    // https://github.com/grpc/grpc-go/pull/9411).
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
  return service === '' || SERVICE_NAMES.has(service);
}
