import { InterceptingCall, type Interceptor, type ServiceError, status } from '@grpc/grpc-js';

/**
 * Takes a failed status before grpc-js makes its error of it. That error holds the text of two stacks, which cost a client
 * that is refused often more than all else: https://github.com/grpc/grpc-node/issues/2231
 */
export function takeFailedStatus(onFailure: (error: ServiceError) => void): Interceptor {
  return (options, nextCall) =>
    new InterceptingCall(nextCall(options), {
      start: (metadata, _listener, next) =>
        next(metadata, {
          onReceiveStatus(received, pass) {
            const { code, details } = received;
            if (code === status.OK) pass(received);
            else onFailure(Object.assign(new Error(`${code} ${status[code]}: ${details}`), received));
          },
        }),
    });
}
