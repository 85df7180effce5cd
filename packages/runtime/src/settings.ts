import { readFileSync } from 'node:fs';

/** Settings as far as they can be used. */
export interface ReadSettings<T> {
  /** With the default in the place of each that cannot be used. */
  readonly settings: T;
  /** Each names its settings, the value and what was expected; empty where all can be used. */
  readonly problems: readonly string[];
}

/**
 * Reads settings from the environment. Every fault is collected, so that one failed start names them all.
 *
 * @param read builds the configuration. After a fault the reader returns the default, so that all faults are found
 */
export function readSettings<T>(
  env: NodeJS.ProcessEnv,
  read: (settings: SettingsReader) => T,
): ReadSettings<T> {
  const problems: string[] = [];
  return { settings: read(createReader(env, problems)), problems };
}

/** @throws SettingsError where one cannot be used */
export function usableSettings<T>({ settings, problems }: ReadSettings<T>): T {
  if (problems.length > 0) throw new SettingsError(problems);
  return settings;
}

/** The settings that problems name at their beginning: `A: expected …`, `A and B: expected …`. */
export function settingsNamedBy(problems: readonly string[]): ReadonlySet<string> {
  return new Set(problems.flatMap((problem) => problem.split(':')[0]?.split(' and ') ?? []));
}

/** Settings that cannot be used. `message` is fit for a terminal: one line, or a list of them under a heading. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    const lines = problems.map((problem) => `  - ${problem}`);
    super(
      problems.length === 1
        ? problems[0]
        : ['The settings in the environment cannot be used:', ...lines].join('\n'),
    );
    this.problems = problems;
  }
}

export type SettingsReader = Readonly<ReturnType<typeof createReader>>;

/** Typed reads by name. A variable that is unset, empty or blank takes the default. */
function createReader(env: NodeJS.ProcessEnv, problems: string[]) {
  const setValue = (name: string): string | undefined => env[name]?.trim() || undefined;

  function parsed<T>(
    name: string,
    defaultValue: T,
    { expected, parse }: { expected: string; parse(value: string): T | undefined },
  ): T {
    const value = setValue(name);
    if (value === undefined) return defaultValue;
    const result = parse(value);
    if (result !== undefined) return result;
    problems.push(`${name}: expected ${expected}, got ${quote(value)}`);
    return defaultValue;
  }

  /** @param range inclusive */
  function integer<D extends number | undefined>(
    name: string,
    defaultValue: D,
    { min, max }: { min: number; max: number },
  ): number | D {
    return parsed<number | D>(name, defaultValue, {
      expected: `a whole number from ${min} to ${max}`,
      parse(value) {
        if (!/^[+-]?\d+$/.test(value)) return undefined;
        const number = Number(value);
        return number >= min && number <= max ? number : undefined;
      },
    });
  }

  return {
    text: (name: string, defaultValue: string) => setValue(name) ?? defaultValue,
    optionalText: setValue,
    integer,
    /** 0..65535; 0 lets the system choose a free port. */
    port: (name: string, defaultValue: number) => integer(name, defaultValue, { min: 0, max: 65_535 }),
    /** Printable ASCII without blanks, as a header can carry it; undefined when it is unset. No message shows the value. */
    secret(name: string): string | undefined {
      const value = setValue(name);
      if (value === undefined || /^[\x21-\x7e]+$/.test(value)) return value;
      problems.push(`${name}: expected printable ASCII characters without blanks, got others`);
      return undefined;
    },
    oneOf: <const T extends string>(name: string, values: readonly T[], defaultValue: T): T =>
      parsed(name, defaultValue, {
        expected: `one of ${values.join(', ')}`,
        parse: (value) => values.find((candidate) => candidate === value),
      }),
    /** The bytes of the file that the variable names; undefined when it is unset. */
    file(name: string): Buffer | undefined {
      const path = setValue(name);
      if (path === undefined) return undefined;
      try {
        return readFileSync(path);
      } catch (error) {
        const why = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
        problems.push(`${name}: expected the path of a file that can be read, got ${quote(path)}${why}`);
        return undefined;
      }
    },
    /** Reports a contradiction between settings. */
    refuse: (problem: string) => void problems.push(problem),
  };
}

/** One short line, even if the environment holds a long text with line breaks. */
function quote(value: string): string {
  const longestShown = 60;
  return JSON.stringify(value.length > longestShown ? `${value.slice(0, longestShown)}…` : value);
}
