import { type Metadata, ServerInterceptingCall, type ServerInterceptor } from '@grpc/grpc-js';
import { SlcError, toSlcError } from '@slc/domain';
import { assertBearerToken } from './credentials.js';
import { HEALTH_PATH } from './health.js';
import type { CallLimit, OnRefused } from './method.js';
import { toStatus } from './status.js';

export interface Admission {
  /** Expected with every call but those to health, which must answer to probes. */
  readonly authToken?: string | undefined;
  /**
   * By a method's path; methods with the same limit share its places. As many calls again may be answered while their caller has
   * not read the answer yet.
   */
  readonly limits: ReadonlyMap<string, CallLimit | undefined>;
  /** How long a unary call may hold its place before its message has come in full. */
  readonly messageTimeoutMs: number;
  readonly onRefused: OnRefused;
}

/** Refuses calls by their headers, before any of their body is read into memory. */
export function admitCalls({ authToken, limits, messageTimeoutMs, onRefused }: Admission): ServerInterceptor {
  const places = new Map<CallLimit, Places>();
  for (const limit of limits.values()) if (limit) places.set(limit, { limit, running: 0, answered: 0 });
  const placesOf = (path: string): Places | undefined => {
    const limit = limits.get(path);
    return limit && places.get(limit);
  };

  function check(path: string, metadata: Metadata): void {
    if (authToken !== undefined && !path.startsWith(HEALTH_PATH)) assertBearerToken(metadata, authToken);
    const taken = placesOf(path);
    if (taken && Math.max(taken.running, taken.answered) >= taken.limit.calls) throw taken.limit.shed();
  }

  return ({ path, requestStream }, call) => {
    const counts = placesOf(path);
    let place: 'running' | 'answered' | undefined;
    let timer: NodeJS.Timeout | undefined;
    const move = (to: typeof place): void => {
      if (counts && place) counts[place]--;
      if (counts && to) counts[to]++;
      place = to;
    };
    // A caller that does not read its answer keeps grpc-js's call for a while, but takes no place of others.
    const leavePlace = (): void => {
      if (place === 'running') move('answered');
    };
    const refuse = (thrown: unknown, metadata: Metadata): void => {
      const error = toSlcError(thrown);
      onRefused(error, { path, metadata });
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
            move('running');
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
            move(undefined);
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

interface Places {
  readonly limit: CallLimit;
  running: number;
  answered: number;
}

function noMessage(): SlcError {
  const message = 'The request did not come in time: expected its message, and its end, after its headers.';
  return new SlcError('deadline_exceeded', message);
}
