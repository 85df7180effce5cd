import { LOG_LEVELS, type LogLevel } from './logger.js';
import { type ReadSettings, SettingsError, type SettingsReader, settingsNamedBy } from './settings.js';

/** The settings that every service has. */
export interface ProcessSettings {
  /** How long an orderly stop may take before the process exits, in milliseconds. */
  readonly shutdownGraceMs: number;
  readonly logLevel: LogLevel;
  /** Base address of the OTLP/HTTP receiver of traces; undefined: no trace is recorded. */
  readonly otlpEndpoint: string | undefined;
}

export function readProcessSettings(settings: SettingsReader): ProcessSettings {
  return {
    shutdownGraceMs: settings.integer('SHUTDOWN_GRACE_MS', 10_000, { min: 0, max: 600_000 }),
    logLevel: settings.oneOf('LOG_LEVEL', LOG_LEVELS, 'info'),
    otlpEndpoint: readOtlpEndpoint(settings),
  };
}

function readOtlpEndpoint(settings: SettingsReader): string | undefined {
  const name = 'OTEL_EXPORTER_OTLP_ENDPOINT';
  const value = settings.optionalText(name);
  if (value === undefined || (/^https?:\/\//.test(value) && URL.canParse(value))) return value;
  settings.refuse(`${name}: expected an http or https address, got ${JSON.stringify(value.slice(0, 60))}`);
  return undefined;
}

/**
 * Settings that cannot be used are listed on standard error, without a stack, and end the process with code 2. So do those
 * of which only the machine shows it.
 *
 * @param tryOut looks for problems that only the machine shows: a port in use, a file that is not there. It opens nothing
 *   that lasts. What it finds in place of a setting that cannot be used is left out
 */
export async function settingsOrExit<T>(
  { settings, problems }: ReadSettings<T>,
  tryOut: (settings: T) => Promise<readonly string[]> = async () => [],
): Promise<T> {
  const named = settingsNamedBy(problems);
  const found = await tryOut(settings);
  const isNew = (problem: string) => ![...settingsNamedBy([problem])].some((name) => named.has(name));
  const all = [...problems, ...found.filter(isNew)];
  if (all.length === 0) return settings;
  process.stderr.write(`${new SettingsError(all).message}\n`);
  return process.exit(2);
}
