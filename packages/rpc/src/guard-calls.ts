import { type Metadata, ServerInterceptingCall, type ServerInterceptor } from '@grpc/grpc-js';
import { SlcError, toSlcError } from '@slc/domain';
import { assertBearerToken } from './bearer-token.js';
import { HEALTH_PATH } from './health.js';
import { toStatus } from './status.js';

export interface CallGuard {
  /** Expected with every call but those to health, which must answer to probes. */
  readonly authToken?: string | undefined;
  /**
   * How many calls of a method may run at the same time, by its path; one more is refused. As many again may have been
   * answered without having taken their answer yet.
   */
  readonly limits: ReadonlyMap<string, { readonly calls: number; shed(): SlcError }>;
  /** How long a unary call may hold its place before its message has come in full. */
  readonly messageTimeoutMs: number;
  /** Told of every refusal. */
  onRefused(error: SlcError, path: string, metadata: Metadata): void;
}

/** Refuses calls by their head, before any of their body is taken into memory. */
export function guardCalls({ authToken, limits, messageTimeoutMs, onRefused }: CallGuard): ServerInterceptor {
  /** Of each path. */
  const running = new Map<string, number>();
  const answered = new Map<string, number>();
  const change = (counts: Map<string, number>, path: string, by: number) =>
    counts.set(path, (counts.get(path) ?? 0) + by);

  function check(path: string, metadata: Metadata): void {
    if (authToken !== undefined && !path.startsWith(HEALTH_PATH)) assertBearerToken(metadata, authToken);
    const limit = limits.get(path);
    if (limit === undefined) return;
    for (const counts of [running, answered]) {
      if ((counts.get(path) ?? 0) >= limit.calls) throw limit.shed();
    }
  }

  return ({ path, requestStream }, call) => {
    let countedIn: Map<string, number> | undefined;
    let timer: NodeJS.Timeout | undefined;
    const countIn = (counts: Map<string, number> | undefined): void => {
      if (countedIn !== undefined) change(countedIn, path, -1);
      if (counts !== undefined) change(counts, path, 1);
      countedIn = counts;
    };
    // A caller that does not take its answer keeps grpc-js's call for a while, but nobody else from theirs.
    const leavePlace = (): void => {
      if (countedIn === running) countIn(answered);
    };
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
            countIn(running);
            if (!requestStream) timer = setTimeout(() => refuse(noMessage(), metadata), messageTimeoutMs);
            pass(metadata);
          },
          // Only now grpc-js gives the message to its handler.
          onReceiveHalfClose(pass) {
            clearTimeout(timer);
            pass();
          },
          // At the end of every call, whatever ended it.
          onCancel() {
            clearTimeout(timer);
            countIn(undefined);
          },
        }),
      sendMessage(message, next) {
        if (!requestStream) leavePlace();
        next(message);
      },
      sendStatus(sent, next) {
        leavePlace();
        next(sent);
      },
    });
  };
}

function noMessage(): SlcError {
  return new SlcError(
    'deadline_exceeded',
    'The request did not come in time: expected its message, and its end, after its head.',
  );
}
