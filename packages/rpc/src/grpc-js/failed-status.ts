import {
  InterceptingCall,
  type Interceptor,
  type ServiceError,
  type StatusObject,
  status,
} from '@grpc/grpc-js';

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
            if (received.code === status.OK) pass(received);
            else onFailure(toServiceError(received));
          },
        }),
    });
}

function toServiceError(received: StatusObject): ServiceError {
  return Object.assign(new Error(`${received.code} ${status[received.code]}: ${received.details}`), received);
}
