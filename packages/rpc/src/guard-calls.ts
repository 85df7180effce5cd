import { type Metadata, ServerInterceptingCall, type ServerInterceptor } from '@grpc/grpc-js';
import { type SlcError, toSlcError } from '@slc/domain';
import { assertBearerToken } from './bearer-token.js';
import { toStatus } from './status.js';

export interface CallGuard {
  /** Expected with every call but those to health, which must answer to probes. */
  readonly authToken?: string | undefined;
  /** How many calls of a method may run at the same time, by its path; one more is refused. */
  readonly limits: ReadonlyMap<string, { readonly calls: number; refusal(): SlcError }>;
  /** Told of every refusal. */
  onRefused(error: SlcError, path: string, metadata: Metadata): void;
}

/** Refuses calls by their head, before any of their body is taken into memory. */
export function guardCalls({ authToken, limits, onRefused }: CallGuard): ServerInterceptor {
  const running = new Map<string, number>();
  const count = (path: string, change: number) => running.set(path, (running.get(path) ?? 0) + change);

  function check(path: string, metadata: Metadata): void {
    if (authToken !== undefined && !path.startsWith(HEALTH)) assertBearerToken(metadata, authToken);
    const limit = limits.get(path);
    if (limit && (running.get(path) ?? 0) >= limit.calls) throw limit.refusal();
  }

  return ({ path }, call) => {
    let isCounted = false;
    return new ServerInterceptingCall(call, {
      start: (next) =>
        next({
          onReceiveMetadata(metadata, pass) {
            try {
              check(path, metadata);
            } catch (thrown) {
              const error = toSlcError(thrown);
              onRefused(error, path, metadata);
              call.sendStatus(toStatus(error));
              return;
            }
            isCounted = true;
            count(path, 1);
            pass(metadata);
          },
          // At the end of every call, whatever ended it.
          onCancel() {
            if (isCounted) count(path, -1);
          },
        }),
    });
  };
}

const HEALTH = '/grpc.health.v1.Health/';
