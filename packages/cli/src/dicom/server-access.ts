import type { DicomwebClientOptions } from '@slc/dicomweb';
import { SlcError } from '@slc/domain';
import { readAuthority, readIdentity, readSettings, type SettingsReader } from '@slc/runtime';
import { readHead } from '../read-head.js';

/** How a DICOMweb server is asked, by settings: other users of the machine see a command line. */
export type ServerAccess = Pick<DicomwebClientOptions, 'authorization' | 'tls'>;

/** @throws SlcError `invalid_request` listing the settings that cannot be used */
export function readServerAccess(env: NodeJS.ProcessEnv): ServerAccess {
  const { settings, problems } = readSettings(env, (reader) => ({
    authorization: readAuthorization(reader),
    tls: {
      ca: readAuthority(reader, 'DICOMWEB_TLS_CA'),
      identity: readIdentity(reader, 'DICOMWEB_TLS_CERT', 'DICOMWEB_TLS_KEY'),
    },
  }));
  if (problems.length > 0) throw new SlcError('invalid_request', problems.join('\n'));
  return settings;
}

function readAuthorization(settings: SettingsReader): ServerAccess['authorization'] {
  const user = settings.optionalText('DICOMWEB_USER');
  const password = settings.optionalText('DICOMWEB_PASSWORD');
  const token = settings.secret('DICOMWEB_TOKEN');
  const tokenPath = settings.optionalText('DICOMWEB_TOKEN_PATH');
  if ((user === undefined) !== (password === undefined)) {
    settings.refuse('DICOMWEB_USER and DICOMWEB_PASSWORD: expected both or neither, got one');
  }
  const ways = [user, token, tokenPath].filter((way) => way !== undefined);
  if (ways.length > 1) {
    settings.refuse('DICOMWEB_USER, DICOMWEB_TOKEN, DICOMWEB_TOKEN_PATH: expected one of them, got several');
  }
  if (token !== undefined) return async () => `Bearer ${token}`;
  if (tokenPath !== undefined) return async () => `Bearer ${await readToken(tokenPath)}`;
  if (user === undefined) return undefined;
  const basic = Buffer.from(`${user}:${password}`, 'utf8').toString('base64');
  return async () => `Basic ${basic}`;
}

/** Against a path that names something else. */
const MOST_TOKEN_BYTES = 64 * 1024;

/** Read for each request: what renews the token replaces the file. */
async function readToken(path: string): Promise<string> {
  const head = await readHead(path, MOST_TOKEN_BYTES + 1).catch((cause: unknown) => {
    throw unusableToken('it cannot be read', cause);
  });
  const token = head.toString('utf8').trim();
  if (head.length > MOST_TOKEN_BYTES || !/^[\x21-\x7e]+$/.test(token)) {
    throw unusableToken('this one is too long, has other characters, or none');
  }
  return token;
}

function unusableToken(got: string, cause?: unknown): SlcError {
  const expected = 'DICOMWEB_TOKEN_PATH: expected a file with a token of printable ASCII characters';
  return new SlcError('unauthenticated', `${expected}: ${got}`, { cause });
}
