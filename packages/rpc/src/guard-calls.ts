import { type Metadata, ServerInterceptingCall, type ServerInterceptor } from '@grpc/grpc-js';
import { SlcError, toSlcError } from '@slc/domain';
import { assertBearerToken } from './bearer-token.js';
import { toStatus } from './status.js';

export interface CallGuard {
  /** Expected with every call but those to health, which must answer to probes. */
  readonly authToken?: string | undefined;
  /** How many calls of a method may run at the same time, by its path; one more is refused. */
  readonly limits: ReadonlyMap<string, { readonly calls: number; refusal(): SlcError }>;
  /** How long a call of one message may hold its place without it. */
  readonly messageTimeoutMs: number;
  /** Told of every refusal. */
  onRefused(error: SlcError, path: string, metadata: Metadata): void;
}

/** Refuses calls by their head, before any of their body is taken into memory. */
export function guardCalls({ authToken, limits, messageTimeoutMs, onRefused }: CallGuard): ServerInterceptor {
  const running = new Map<string, number>();
  const count = (path: string, change: number) => running.set(path, (running.get(path) ?? 0) + change);

  function check(path: string, metadata: Metadata): void {
    if (authToken !== undefined && !path.startsWith(HEALTH)) assertBearerToken(metadata, authToken);
    const limit = limits.get(path);
    if (limit && (running.get(path) ?? 0) >= limit.calls) throw limit.refusal();
  }

  return ({ path, requestStream }, call) => {
    let isCounted = false;
    let timer: NodeJS.Timeout | undefined;
    const refuse = (thrown: unknown, metadata: Metadata): void => {
      const error = toSlcError(thrown);
      onRefused(error, path, metadata);
      call.sendStatus(toStatus(error));
    };
    return new ServerInterceptingCall(call, {
      start: (next) =>
        next({
          onReceiveMetadata(metadata, pass) {
            try {
              check(path, metadata);
            } catch (thrown) {
              refuse(thrown, metadata);
              return;
            }
            isCounted = true;
            count(path, 1);
            if (!requestStream) timer = setTimeout(() => refuse(noMessage(), metadata), messageTimeoutMs);
            pass(metadata);
          },
          onReceiveMessage(message, pass) {
            clearTimeout(timer);
            pass(message);
          },
          // At the end of every call, whatever ended it.
          onCancel() {
            clearTimeout(timer);
            if (isCounted) count(path, -1);
          },
        }),
    });
  };
}

function noMessage(): SlcError {
  return new SlcError(
    'deadline_exceeded',
    'The request did not come in time: expected its message after its head.',
  );
}

const HEALTH = '/grpc.health.v1.Health/';
