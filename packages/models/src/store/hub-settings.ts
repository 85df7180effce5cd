import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { toSlcError } from '@slc/domain';
import { isToken, readToken, type TokenSource } from './hub-token.js';

/** Where models are fetched from and kept. */
export interface HubSettings {
  /** Address of the Hub or of a mirror, without a slash at its end. */
  readonly endpoint: string;
  /** The token is sent to `endpoint` only, never to the host that a download is redirected to. */
  readonly token: TokenSource;
  /** The network is not used. */
  readonly isOffline: boolean;
  /** In the layout that all Hub clients share. */
  readonly cacheDirectory: string;
  /** `MODEL_CACHE_DIR` names the cache. */
  readonly isCacheChosen: boolean;
}

/** The Hub's own address, the default of every client. */
const PUBLIC_HUB = 'https://huggingface.co';

/**
 * Reads the settings that the Hub's other clients read too, and `MODEL_CACHE_DIR`, which comes before theirs.
 *
 * @param refuse called with each setting that cannot be used; the default then takes its place
 * @param baseDirectory where relative paths start
 */
export function envToHubSettings(
  env: NodeJS.ProcessEnv,
  refuse: (problem: string) => void,
  baseDirectory: string = process.cwd(),
): HubSettings {
  return {
    endpoint: readEndpoint(env, refuse),
    token: tokenSource(env, refuse, baseDirectory),
    isOffline: readOffline(env, refuse),
    cacheDirectory: resolve(baseDirectory, expandHome(hubCache(env))),
    isCacheChosen: setValue(env, 'MODEL_CACHE_DIR') !== undefined,
  };
}

/** The order of huggingface_hub, with our own setting first. */
function hubCache(env: NodeJS.ProcessEnv): string {
  const given = setValue(env, 'MODEL_CACHE_DIR') ?? setValue(env, 'HF_HUB_CACHE');
  return given ?? join(hubHome(env), 'hub');
}

function hubHome(env: NodeJS.ProcessEnv): string {
  const cacheHome = setValue(env, 'XDG_CACHE_HOME') ?? join(homedir(), '.cache');
  return setValue(env, 'HF_HOME') ?? join(cacheHome, 'huggingface');
}

function readEndpoint(env: NodeJS.ProcessEnv, refuse: (problem: string) => void): string {
  const value = setValue(env, 'HF_ENDPOINT');
  if (value === undefined) return PUBLIC_HUB;
  const url = URL.canParse(value) ? new URL(value) : undefined;
  const isPlain = url && /^https?:$/.test(url.protocol) && !url.username && !url.search && !url.hash;
  if (isPlain) return value.replace(/\/+$/, '');
  // The value itself may hold a password.
  refuse('HF_ENDPOINT: expected an http or https address without name, password, query or fragment');
  return PUBLIC_HUB;
}

/** The order of huggingface_hub. A file that was chosen must be one that can be used. */
function tokenSource(
  env: NodeJS.ProcessEnv,
  refuse: (problem: string) => void,
  baseDirectory: string,
): TokenSource {
  const token = setValue(env, 'HF_TOKEN');
  if (token !== undefined) {
    if (!isToken(token)) {
      refuse('HF_TOKEN: expected printable ASCII characters without blanks, got others');
    }
    return { kind: 'value', token };
  }
  const chosen = setValue(env, 'HF_TOKEN_PATH');
  const path = resolve(baseDirectory, expandHome(chosen ?? join(hubHome(env), 'token')));
  const source: TokenSource = { kind: chosen === undefined ? 'login' : 'file', path };
  try {
    readToken(source);
  } catch (error) {
    refuse(toSlcError(error).message);
  }
  return source;
}

function readOffline(env: NodeJS.ProcessEnv, refuse: (problem: string) => void): boolean {
  const value = setValue(env, 'HF_HUB_OFFLINE');
  if (value === undefined || /^(0|false|off|no)$/i.test(value)) return false;
  if (/^(1|true|on|yes)$/i.test(value)) return true;
  refuse(`HF_HUB_OFFLINE: expected true or false, got ${JSON.stringify(value.slice(0, 60))}`);
  return false;
}

function setValue(env: NodeJS.ProcessEnv, name: string): string | undefined {
  return env[name]?.trim() || undefined;
}

function expandHome(path: string): string {
  return path === '~' || path.startsWith('~/') ? join(homedir(), path.slice(1)) : path;
}
