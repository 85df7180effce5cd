import { randomUUID } from 'node:crypto';
import {
  type Attributes,
  type Context,
  defaultTextMapSetter,
  isSpanContextValid,
  propagation,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  type TextMapGetter,
  TraceFlags,
  trace,
} from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';

/** A request's place in a trace that may span several services. */
export type TraceContext = Readonly<ReturnType<typeof continueTrace>>;

export interface EndedRequest {
  /** A route's pattern or a method: one of few values, none of them chosen by a user. */
  readonly name: string;
  readonly attributes?: Attributes;
  /** The error's code, when the service is at fault. */
  readonly fault?: string | undefined;
  /** The request's stages in order, the first from its beginning. */
  readonly stages?: readonly { readonly name: string; readonly durationMs: number }[];
}

/**
 * Continues the trace that a request belongs to (W3C `traceparent`), or begins one. Without a tracer nothing is recorded,
 * but the request still has its ids, which services log.
 *
 * @param header reads a header of the request
 * @param startedMs when the request came, by `Date.now()`
 */
export function continueTrace(header: (name: string) => string | undefined, startedMs: number = Date.now()) {
  if (propagation.fields().length === 0) propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  const getter: TextMapGetter<unknown> = { keys: () => [], get: (_, name) => header(name) };
  const caller = propagation.extract(ROOT_CONTEXT, null, getter);
  const tracer = trace.getTracer('skin-lesion-classifier');
  const span = tracer.startSpan('request', { kind: SpanKind.SERVER, startTime: startedMs }, caller);
  // Without a tracer the span is the caller's, or has no id.
  const isNew = isNewSpan(span, trace.getSpan(caller));
  const here = isNew ? trace.setSpan(caller, span) : unrecordedSpan(caller);
  const headers: Record<string, string> = {};
  propagation.inject(here, headers, defaultTextMapSetter);
  return {
    /** 32 hex digits, the same in every service that the request passes. */
    traceId: trace.getSpanContext(here)?.traceId ?? '',
    /** Headers for every request that is made on behalf of this one. */
    headers,
    /** Records how the request ended; without a tracer (`startTraced`) it does nothing. Called at most once. */
    end({ name, attributes = {}, fault, stages = [] }: EndedRequest): void {
      if (!span.isRecording()) return;
      let atMs = startedMs;
      for (const stage of stages) {
        const part = tracer.startSpan(stage.name, { startTime: atMs }, here);
        atMs += stage.durationMs;
        part.end(atMs);
      }
      span.updateName(name);
      span.setAttributes(attributes);
      if (fault !== undefined) span.setStatus({ code: SpanStatusCode.ERROR, message: fault });
      span.end(Math.max(atMs, Date.now()));
    },
  };
}

function isNewSpan(span: Span, caller: Span | undefined): boolean {
  return isSpanContextValid(span.spanContext()) && span.spanContext().spanId !== caller?.spanContext().spanId;
}

/** A span that has ids and is not recorded, inside the caller's span if there is one. */
function unrecordedSpan(caller: Context): Context {
  const parent = trace.getSpanContext(caller);
  const isChild = parent !== undefined && isSpanContextValid(parent);
  // Of bytes that Node drew for many ids at once: a call to the system for each request costs more than all else here.
  const random = `${randomUUID()}${randomUUID()}`.replaceAll('-', '');
  return trace.setSpanContext(caller, {
    traceId: isChild ? parent.traceId : random.slice(0, 32),
    spanId: random.slice(-16),
    traceFlags: isChild ? parent.traceFlags : TraceFlags.NONE,
    ...(isChild && parent.traceState ? { traceState: parent.traceState } : {}),
  });
}
