import { SlcError, toSlcError } from '@slc/domain';
import { describe, expect, it } from 'vitest';
import { faultText } from './fault-text.js';

describe('what ended a command', () => {
  it('is a sentence for what is expected', () => {
    const error = new SlcError('not_found', 'there is none', { cause: new Error('ENOENT') });
    expect(faultText(error, {})).toBe('slc: there is none\n');
  });

  it('is the machine’s own sentence for a full disk', () => {
    const cause = Object.assign(new Error('ENOSPC: no space left on device, write'), { syscall: 'write' });
    expect(faultText(toSlcError(cause), {})).toBe('slc: ENOSPC: no space left on device, write\n');
  });

  it('is a sentence and then its place for what nobody expected', () => {
    expect(faultText(toSlcError(new TypeError('x is no function')), {})).toMatch(
      /^slc: a fault of its own: x is no function\nTypeError: x is no function\n {4}at /,
    );
    expect(faultText(toSlcError('a string'), {})).toMatch(/^slc: .*\na string\n$/);
  });

  it('moves no cursor, whatever a file has for a name', () => {
    const error = new SlcError('invalid_model', '\u001b[2J\u001b[31mall is well\r');
    expect(faultText(error, {})).toBe('slc: \\u{1b}[2J\\u{1b}[31mall is well\\u{d}\n');
  });

  it('has its place for a person that debugs', () => {
    expect(faultText(new SlcError('not_found', 'there is none'), { LOG_LEVEL: 'debug' })).toMatch(
      /^slc: there is none\n.*there is none\n {4}at /,
    );
  });
});
