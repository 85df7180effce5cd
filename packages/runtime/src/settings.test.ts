import { describe, expect, test } from 'vitest';
import {
  readSettings,
  SettingsError,
  type SettingsReader,
  settingsNamedBy,
  usableSettings,
} from './settings.js';

const atLeastOne = { min: 1, max: 100 };

describe('a setting', () => {
  test.each<[string, NodeJS.ProcessEnv]>([
    ['unset', {}],
    ['empty', { X: '' }],
    ['blank', { X: '  ' }],
  ])('that is %s takes its default', (_, env) => {
    expect(readSettings(env, (settings) => settings.text('X', 'a')).settings).toBe('a');
    expect(readSettings(env, (settings) => settings.optionalText('X')).settings).toBeUndefined();
    expect(readSettings(env, (settings) => settings.integer('X', 7, atLeastOne)).settings).toBe(7);
    expect(readSettings(env, (settings) => settings.port('X', 8000)).settings).toBe(8000);
    expect(readSettings(env, (settings) => settings.secret('X')).settings).toBeUndefined();
    expect(readSettings(env, (settings) => settings.oneOf('X', ['a', 'b'], 'b')).settings).toBe('b');
  });

  test.each<[string, (settings: SettingsReader) => unknown, unknown]>([
    [' a path ', (settings) => settings.text('X', ''), 'a path'],
    ['secret', (settings) => settings.optionalText('X'), 'secret'],
    ['1', (settings) => settings.integer('X', 7, atLeastOne), 1],
    ['100', (settings) => settings.integer('X', 7, atLeastOne), 100],
    ['-5', (settings) => settings.integer('X', 7, { min: -5, max: 0 }), -5],
    ['0', (settings) => settings.port('X', 8000), 0],
    ['65535', (settings) => settings.port('X', 8000), 65_535],
    ['s3cret-~!', (settings) => settings.secret('X'), 's3cret-~!'],
    ['a', (settings) => settings.oneOf('X', ['a', 'b'], 'b'), 'a'],
  ])('of "%s" is read', (value, read, expected) => {
    expect(readSettings({ X: value }, read).settings).toBe(expected);
  });

  test.each<[string, (settings: SettingsReader) => unknown, string]>([
    [
      'eight',
      (settings) => settings.integer('X', 7, atLeastOne),
      'X: expected a whole number from 1 to 100, got "eight"',
    ],
    [
      '0',
      (settings) => settings.integer('X', 7, atLeastOne),
      'X: expected a whole number from 1 to 100, got "0"',
    ],
    [
      '101',
      (settings) => settings.integer('X', 7, atLeastOne),
      'X: expected a whole number from 1 to 100, got "101"',
    ],
    [
      '1.5',
      (settings) => settings.integer('X', 7, atLeastOne),
      'X: expected a whole number from 1 to 100, got "1.5"',
    ],
    [
      '1e1',
      (settings) => settings.integer('X', 7, atLeastOne),
      'X: expected a whole number from 1 to 100, got "1e1"',
    ],
    [
      '0x10',
      (settings) => settings.integer('X', 7, atLeastOne),
      'X: expected a whole number from 1 to 100, got "0x10"',
    ],
    [
      '65536',
      (settings) => settings.port('X', 8000),
      'X: expected a whole number from 0 to 65535, got "65536"',
    ],
    [
      'señal',
      (settings) => settings.secret('X'),
      'X: expected printable ASCII characters without blanks, got others',
    ],
    [
      'two\nlines',
      (settings) => settings.secret('X'),
      'X: expected printable ASCII characters without blanks, got others',
    ],
    [
      'two words',
      (settings) => settings.secret('X'),
      'X: expected printable ASCII characters without blanks, got others',
    ],
    ['c', (settings) => settings.oneOf('X', ['a', 'b'], 'b'), 'X: expected one of a, b, got "c"'],
    ['a\nb', (settings) => settings.oneOf('X', ['a', 'b'], 'b'), 'X: expected one of a, b, got "a\\nb"'],
    [
      'x'.repeat(500),
      (settings) => settings.oneOf('X', ['a', 'b'], 'b'),
      `X: expected one of a, b, got "${'x'.repeat(60)}…"`,
    ],
  ])('of "%s" is refused', (value, read, problem) => {
    expect(problemsOf({ X: value }, read)).toEqual([problem]);
  });
});

test('all problems are reported together, contradictions too', () => {
  const problems = problemsOf({ A: 'x', B: '70000', C: 'ok' }, (settings) => {
    const a = settings.integer('A', 9, { min: 0, max: 9 });
    const b = settings.port('B', 80);
    const c = settings.text('C', '');
    if (a + b > 50) settings.refuse(`A and B together: expected at most 50, got ${a + b}`);
    return { a, b, c };
  });
  expect(problems).toEqual([
    'A: expected a whole number from 0 to 9, got "x"',
    'B: expected a whole number from 0 to 65535, got "70000"',
    'A and B together: expected at most 50, got 89',
  ]);
});

test('only settings that can all be used are given without their problems', () => {
  expect(usableSettings({ settings: 7, problems: [] })).toBe(7);
  expect(() => usableSettings({ settings: 7, problems: ['A: wrong'] })).toThrow(
    new SettingsError(['A: wrong']),
  );
});

test('a problem names its settings first', () => {
  const problems = ['A: expected B: a', 'C and D_2: expected two ports, got 1 and 1'];
  expect([...settingsNamedBy(problems)]).toEqual(['A', 'C', 'D_2']);
});

test('the message is one line for each problem', () => {
  expect(new SettingsError(['A: wrong']).message).toBe('A: wrong');
  expect(new SettingsError(['A: wrong', 'B: wrong']).message).toBe(
    'The settings in the environment cannot be used:\n  - A: wrong\n  - B: wrong',
  );
});

function problemsOf(env: NodeJS.ProcessEnv, read: (settings: SettingsReader) => unknown): readonly string[] {
  return readSettings(env, read).problems;
}
