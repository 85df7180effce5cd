import { describe, expect, test } from 'vitest';
import { continueTrace } from './trace-context.js';

const headers = (values: Readonly<Record<string, string>>) => (name: string) => values[name];
const traceId = '0af7651916cd43dd8448eb211c80319c';

describe('a trace', () => {
  test('is continued under its id, with a new span, its flags and its state', () => {
    const traceparent = `00-${traceId}-b7ad6b7169203331-01`;
    const trace = continueTrace(headers({ traceparent, tracestate: 'vendor=value' }));
    expect(trace.traceId).toBe(traceId);
    expect(trace.headers.traceparent).toMatch(new RegExp(`^00-${traceId}-[0-9a-f]{16}-01$`));
    expect(trace.headers.traceparent).not.toBe(traceparent);
    expect(trace.headers.tracestate).toBe('vendor=value');
  });

  test.each([
    ['no header', {}],
    ['something else', { traceparent: 'hello\r\nworld' }],
    ['an id of zeros', { traceparent: `00-${'0'.repeat(32)}-b7ad6b7169203331-01` }],
    ['another length', { traceparent: `00-${traceId}ff-b7ad6b7169203331-01` }],
  ])('is begun where there is %s', (_, values) => {
    const trace = continueTrace(headers(values));
    expect(trace.traceId).toMatch(/^[0-9a-f]{32}$/);
    expect(trace.traceId).not.toBe(traceId);
    expect(trace.headers.traceparent).toMatch(new RegExp(`^00-${trace.traceId}-[0-9a-f]{16}-00$`));
    expect(continueTrace(headers(values)).traceId).not.toBe(trace.traceId);
  });

  test('is what the next service continues', () => {
    const first = continueTrace(headers({}));
    expect(continueTrace(headers(first.headers)).traceId).toBe(first.traceId);
  });
});
