import { randomBytes } from 'node:crypto';
import {
  type Context,
  context,
  defaultTextMapSetter,
  isSpanContextValid,
  propagation,
  type TextMapGetter,
  TraceFlags,
  trace,
} from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';

/** A request's place in a trace that may span several services. */
export interface TraceContext {
  /** 32 hex digits, the same in every service that the request passes. */
  readonly traceId: string;
  /** To be sent with every request that is made for this one. */
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Takes part in the trace that a request belongs to (W3C `traceparent`), or begins one. Nothing is recorded: that is for
 * an OpenTelemetry SDK, which only has to be loaded before the service (`node --import`). Its spans and its propagator
 * are then the ones that are used here.
 *
 * @param header what came with the request
 */
export function continueTrace(header: (name: string) => string | undefined): TraceContext {
  if (propagation.fields().length === 0) propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  const getter: TextMapGetter<unknown> = { keys: () => [], get: (_, name) => header(name) };
  const active = context.active();
  const here = trace.getSpan(active) ? active : ourOwnSpan(propagation.extract(active, null, getter));
  const headers: Record<string, string> = {};
  propagation.inject(here, headers, defaultTextMapSetter);
  return { traceId: trace.getSpanContext(here)?.traceId ?? '', headers };
}

/** A span that is not recorded, inside the caller's where there is one. */
function ourOwnSpan(extracted: Context): Context {
  const parent = trace.getSpanContext(extracted);
  const isChild = parent !== undefined && isSpanContextValid(parent);
  return trace.setSpanContext(extracted, {
    traceId: isChild ? parent.traceId : randomBytes(16).toString('hex'),
    spanId: randomBytes(8).toString('hex'),
    traceFlags: isChild ? parent.traceFlags : TraceFlags.NONE,
    ...(isChild && parent.traceState ? { traceState: parent.traceState } : {}),
  });
}
