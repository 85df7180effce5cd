import { type Server, ServerInterceptingCall, type ServerInterceptor } from '@grpc/grpc-js';
import { HealthImplementation } from 'grpc-health-check';
import { SERVICE_NAMES } from './methods/index.js';

/** Its calls need no token, since probes have none. */
export const HEALTH_PATH = '/grpc.health.v1.Health/';

/** grpc.health.v1: Check and Watch. The status of `""` is SERVING as long as the process lives. */
export function createHealth() {
  const health = new HealthImplementation({ '': 'SERVING' });
  const setServing = (isServing: boolean): void => {
    for (const name of SERVICE_NAMES) health.setStatus(name, isServing ? 'SERVING' : 'NOT_SERVING');
  };
  setServing(false);
  // grpc-health-check 2.1 keeps each name that was ever watched, and needs no token (grpc-go has mended the same fault:
  // https://github.com/grpc/grpc-go/pull/9411).
  const interceptor: ServerInterceptor = ({ path }, call) => {
    if (path !== `${HEALTH_PATH}Watch`) return new ServerInterceptingCall(call);
    const onReceiveMessage = (message: { service: string }, pass: (message: unknown) => void): void => {
      const isKnown = message.service === '' || SERVICE_NAMES.has(message.service);
      pass(isKnown ? message : { service: 'unknown' });
    };
    return new ServerInterceptingCall(call, { start: (next) => next({ onReceiveMessage }) });
  };
  return { addToServer: (server: Server) => health.addToServer(server), setServing, interceptor };
}
