/**
 * Copies a value for the log. A value under the name of a secret becomes `[redacted]`, and binary data becomes its
 * length. A long text is cut, and has no control characters but those that JSON writes out. Instances of a class, such
 * as errors, are returned unchanged.
 *
 * @param key the name under which the value is logged
 * @param depth of the value in what is logged
 */
export function printable(value: unknown, key = '', depth = 0): unknown {
  if (SECRET_NAME.test(key)) return value === undefined ? undefined : '[redacted]';
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `[${value.byteLength} bytes]`;
  if (typeof value === 'string') return written(value);
  const isPlain = isPlainObject(value);
  if (!isPlain && !Array.isArray(value)) return value;
  if (depth === DEEPEST) return '[too deep]';
  if (!isPlain) return value.map((item: unknown) => printable(item, '', depth + 1));
  return Object.fromEntries(
    Object.keys(value).map((name) => [name, printable(value[name], name, depth + 1)]),
  );
}

/** Longer than any stack with its causes. A name in a stranger's file, or a server's answer, may be megabytes. */
const LONGEST = 16_384;

/** What JSON leaves as it is, and a terminal or an editor obeys. */
const OBEYED = /[\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g;

function written(text: string): string {
  const isWhole = text.length <= LONGEST;
  const kept = text.slice(0, LONGEST).replace(OBEYED, (sign) => `\\u{${sign.charCodeAt(0).toString(16)}}`);
  return isWhole ? kept : `${kept}… [${text.length} characters]`;
}

/** Deeper than anything that is logged on purpose. It also stops at a circular reference. */
const DEEPEST = 8;

/** authorization, token, AUTH_TOKEN, hfToken, x-api-key, password, set-cookie … */
const SECRET_NAME = /authorization|token$|password|secret|cookie|api[-_]?key|private[-_]?key/i;

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
