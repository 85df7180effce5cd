import { SlcError } from '@slc/domain';
import { describe, expect, it } from 'vitest';
import { refusal, refusalError, refusalOf } from './compile-protocol.js';

/** As the parent gets it. */
function received(error: SlcError): SlcError {
  return refusalError(refusal.parse(refusalOf(error)));
}

describe('a refusal on its way to the parent', () => {
  it('keeps code, sentence and what the file leaves open', () => {
    const openChoice = { of: 'output', names: ['age', 'diagnosis'] } as const;
    const { code, message, ...got } = received(
      new SlcError('unsupported_model', 'one of two', { openChoice }),
    );
    expect({ code, message }).toEqual({ code: 'unsupported_model', message: 'one of two' });
    expect(got.openChoice).toEqual(openChoice);
  });

  it('is one line without commands for a terminal', () => {
    const { message } = received(new SlcError('invalid_model', 'expected this,\n  got \u001b[2Jthat\r'));
    expect(message).toBe('expected this, got \\u{1b}[2Jthat');
  });

  it.each(['x', ' ', '\n', '\u001b'])('costs no time where it is ten million of %j', (sign) => {
    const { message } = received(new SlcError('invalid_model', `got ${sign.repeat(10_000_000)}`));
    expect(message.length).toBeLessThan(15_000);
  });

  it('has of many names the first, and none that nobody could type', () => {
    const names = ['a\u001b', 'b'.repeat(201), ...Array.from({ length: 1_000 }, (_, i) => `output ${i}`)];
    const { openChoice } = received(
      new SlcError('unsupported_model', 'many', { openChoice: { of: 'output', names } }),
    );
    expect(openChoice).toEqual({ of: 'output', names: names.slice(2, 102) });
  });
});
