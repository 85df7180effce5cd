import { type Metadata, ServerInterceptingCall, type ServerInterceptor } from '@grpc/grpc-js';
import { SlcError, toSlcError } from '@slc/domain';
import { assertBearerToken } from './bearer-token.js';
import { HEALTH_PATH } from './health.js';
import type { CallLimit } from './method.js';
import { toStatus } from './status.js';

export interface Admission {
  /** Expected with every call but those to health, which must answer to probes. */
  readonly authToken?: string | undefined;
  /**
   * Calls of a method that may run at the same time, by its path. As many again may have been answered without having
   * read their answer yet.
   */
  readonly limits: ReadonlyMap<string, CallLimit | undefined>;
  /** How long a unary call may hold its place before its message has come in full. */
  readonly messageTimeoutMs: number;
  /** Called for every refusal. */
  onRefused(error: SlcError, path: string, metadata: Metadata): void;
}

/** Refuses calls by their headers, before any of their body is read into memory. */
export function admitCalls({ authToken, limits, messageTimeoutMs, onRefused }: Admission): ServerInterceptor {
  /** Calls by their path. */
  const running = new Map<string, number>();
  const answered = new Map<string, number>();
  const add = (count: number, path: string, to: Map<string, number> | undefined) =>
    to?.set(path, (to.get(path) ?? 0) + count);

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
    const countIn = (counts: typeof countedIn): void => {
      add(-1, path, countedIn);
      add(1, path, counts);
      countedIn = counts;
    };
    // A caller that does not read its answer keeps grpc-js's call for a while, but takes no place of others.
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
    'The request did not come in time: expected its message, and its end, after its headers.',
  );
}
