import { expect, test } from 'vitest';
import { decodeRichStatus, encodeRichStatus } from './google-rpc.js';

// Written by Python's googleapis-common-protos 1.76: Status(code=8, message="queue full") with ErrorInfo and RetryInfo.
const QUEUE_FULL =
  '0808120a71756575652066756c6c1a500a28747970652e676f6f676c65617069732e636f6d2f676f6f676c652e7270632e4572726f7249' +
  '6e666f12240a0a6f7665726c6f616465641216736b696e2d6c6573696f6e2d636c61737369666965721a360a28747970652e676f6f676c' +
  '65617069732e636f6d2f676f6f676c652e7270632e5265747279496e666f120a0a0808011080cab5ee01';

// The same library: Status(code=3, message="bad") with a BadRequest, and an ErrorInfo that has metadata.
const WITH_OTHER_DETAILS =
  '080312036261641a360a29747970652e676f6f676c65617069732e636f6d2f676f6f676c652e7270632e4261645265717565737412' +
  '090a070a05696d6167651a5b0a28747970652e676f6f676c65617069732e636f6d2f676f6f676c652e7270632e4572726f72496e66' +
  '6f122f0a0d696e76616c69645f696d6167651216736b696e2d6c6573696f6e2d636c61737369666965721a060a016b120176';

const queueFull = {
  code: 8,
  message: 'queue full',
  errorInfo: { reason: 'overloaded', domain: 'skin-lesion-classifier' },
  retryDelayMs: 1_500,
};

test('encodes the bytes that another implementation of google.rpc encodes', () => {
  expect(encodeRichStatus(queueFull).toString('hex')).toBe(QUEUE_FULL);
});

test('decodes what another implementation of google.rpc encoded', () => {
  expect(decodeRichStatus(Buffer.from(QUEUE_FULL, 'hex'))).toEqual(queueFull);
});

test('ignores details of other kinds', () => {
  const decoded = decodeRichStatus(Buffer.from(WITH_OTHER_DETAILS, 'hex'));
  expect(decoded.errorInfo).toMatchObject({ reason: 'invalid_image' });
  expect(decoded.retryDelayMs).toBeUndefined();
});

test.each([0, 1, 999, 1_000, 1_500.25, 86_400_000])('keeps a retry delay of %d ms', (retryDelayMs) => {
  const encoded = encodeRichStatus({ code: 8, message: '', retryDelayMs });
  expect(decodeRichStatus(encoded).retryDelayMs).toBe(retryDelayMs);
});

test.each(['ff', '0a', '1aff', QUEUE_FULL.slice(0, 60)])('throws on the damaged bytes %s', (hex) => {
  expect(() => decodeRichStatus(Buffer.from(hex, 'hex'))).toThrow();
});
