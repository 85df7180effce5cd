import { Metadata, type ServiceError, type StatusObject, status } from '@grpc/grpc-js';
import { ERROR_CODES, type ErrorCode, SlcError } from '@slc/domain';
import { describe, expect, test } from 'vitest';
import { encodeRichStatus } from './google-rpc.js';
import { fromServiceError, toStatus } from './status.js';

describe('an error that crosses the wire', () => {
  test.each(ERROR_CODES)('keeps its code %s and its message', (code) => {
    const arrived = fromServiceError(received(toStatus(new SlcError(code, `about ${code}`))));
    expect(arrived).toMatchObject({ code, message: `about ${code}`, retryAfterMs: undefined });
  });

  test('keeps its retry advice', () => {
    const sent = new SlcError('overloaded', 'queue full', { retryAfterMs: 750 });
    expect(fromServiceError(received(toStatus(sent))).retryAfterMs).toBe(750);
  });

  test('keeps its cause to itself', () => {
    const sent = toStatus(new SlcError('internal', 'ours', { cause: new Error('/home/secret') }));
    expect(JSON.stringify(sent)).not.toContain('secret');
    expect(sent.metadata.get('grpc-status-details-bin').toString()).not.toContain('secret');
  });

  test.each<[string, string, string]>([
    ['half a surrogate pair', 'a\uD800b', 'a\uFFFDb'],
    ['a pair that the length limit would cut', `${'x'.repeat(1_999)}😀`, `${'x'.repeat(1_999)}\uFFFD…`],
    ['more than a header may hold', 'x'.repeat(50_000), `${'x'.repeat(2_000)}…`],
    ['letters of any script', 'größer – 大', 'größer – 大'],
  ])('has a message that fits into a header: %s', (_, message, sent) => {
    const { details } = toStatus(new SlcError('invalid_image', message));
    expect(details).toBe(sent);
    expect(() => encodeURI(details)).not.toThrow();
  });
});

describe('a status without a reason of ours', () => {
  test.each<[keyof typeof status, ErrorCode]>([
    ['CANCELLED', 'cancelled'],
    ['INVALID_ARGUMENT', 'invalid_request'],
    ['DEADLINE_EXCEEDED', 'deadline_exceeded'],
    ['RESOURCE_EXHAUSTED', 'overloaded'],
    ['UNAVAILABLE', 'model_not_ready'],
    ['UNAUTHENTICATED', 'unauthenticated'],
    ['UNIMPLEMENTED', 'internal'],
    ['INTERNAL', 'model_not_ready'],
    ['UNKNOWN', 'internal'],
    ['DATA_LOSS', 'internal'],
  ])('%s means %s', (name, code) => {
    const bare = received({ code: status[name], details: 'made by gRPC', metadata: new Metadata() });
    expect(fromServiceError(bare)).toMatchObject({ code, cause: bare });
  });

  test('a connection that broke under the call is model_not_ready: the worker is not at fault, and it may be asked again', () => {
    const details =
      'Received RST_STREAM with code 2 triggered by internal client error: Session closed with error code 2';
    const bare = received({ code: status.INTERNAL, details, metadata: new Metadata() });
    expect(fromServiceError(bare)).toMatchObject({ code: 'model_not_ready', cause: bare });
  });

  test.each<[string, Buffer]>([
    ['damaged', Buffer.from([0xff, 0xff])],
    ['empty', Buffer.alloc(0)],
    ['of another domain', encodeRichStatus(withReason('overloaded', 'googleapis.com'))],
    ['of a reason that we do not know', encodeRichStatus(withReason('moon_phase', 'skin-lesion-classifier'))],
  ])('is read by its number when its details are %s', (_, details) => {
    const metadata = new Metadata();
    metadata.set('grpc-status-details-bin', details);
    const error = fromServiceError(received({ code: status.UNAVAILABLE, details: '', metadata }));
    expect(error.code).toBe('model_not_ready');
  });
});

function withReason(reason: string, domain: string) {
  return { code: status.UNAVAILABLE, message: '', errorInfo: { reason, domain } };
}

/** As grpc-js hands a status to a client. */
function received(sent: StatusObject): ServiceError {
  return Object.assign(new Error(`${sent.code}: ${sent.details}`), sent);
}
