import { LOG_LEVELS, type LogLevel } from './logger.js';
import { SettingsError, type SettingsReader } from './settings.js';

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
 * Returns what `read` returns. Settings that cannot be used are listed on standard error, without a stack, and end the
 * process with code 2. Other errors pass through.
 *
 * @param tryOut looks for problems that only the machine shows: a port in use, a file that is not there. It opens nothing
 *   that lasts
 */
export async function settingsOrExit<T>(
  read: () => T,
  tryOut: (settings: T) => Promise<readonly string[]> = async () => [],
): Promise<T> {
  try {
    const settings = read();
    const problems = await tryOut(settings);
    if (problems.length > 0) throw new SettingsError(problems);
    return settings;
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return process.exit(2);
  }
}
