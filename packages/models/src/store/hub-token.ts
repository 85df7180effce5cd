import { readFileSync, statSync } from 'node:fs';
import { SlcError } from '@slc/domain';
import { systemCode } from './disk-fault.js';

/** Where the token comes from that the Hub may ask for. */
export type TokenSource =
  | { readonly kind: 'value'; readonly token: string }
  /** The file that `HF_TOKEN_PATH` names. */
  | { readonly kind: 'file'; readonly path: string }
  /** The file that `hf auth login` writes, which need not exist. */
  | { readonly kind: 'login'; readonly path: string };

/** A token that a request may carry. */
export interface HubToken {
  readonly value: string;
  readonly kind: TokenSource['kind'];
}

/** For messages: what a user would change. */
export const NAMES_OF_TOKENS: Readonly<Record<TokenSource['kind'], string>> = {
  value: 'HF_TOKEN',
  file: 'HF_TOKEN_PATH',
  login: 'hf auth login',
};

/** Against a path that names something else, such as the weights. */
const MAX_TOKEN_FILE_BYTES = 64 * 1024;

/**
 * Reads the token anew for each download, so that a login, or a secret that was renewed, counts without a restart.
 *
 * @returns null where there is none; the file of a login that cannot be read or used counts as none, since nobody asked
 *   for it to be used
 * @throws SlcError `unauthenticated` where the file that `HF_TOKEN_PATH` names cannot be used
 */
export function readToken(source: TokenSource): HubToken | null {
  if (source.kind === 'value') return { value: source.token, kind: source.kind };
  try {
    const value = readTokenFile(source.path);
    return value === '' ? null : { value, kind: source.kind };
  } catch (error) {
    if (source.kind === 'login') return null;
    throw error;
  }
}

/** Any token that a header can carry: mirrors have forms of their own. */
export function isToken(value: string): boolean {
  return /^[\x21-\x7e]+$/.test(value);
}

function readTokenFile(path: string): string {
  const refuse = (got: string, cause?: unknown) =>
    new SlcError('unauthenticated', `HF_TOKEN_PATH: expected a file with an access token, ${got}.`, {
      cause,
    });
  let text: string;
  try {
    const stats = statSync(path);
    if (!stats.isFile()) throw refuse('this is no file');
    if (stats.size > MAX_TOKEN_FILE_BYTES) throw refuse(`this one has ${stats.size} bytes`);
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    if (cause instanceof SlcError) throw cause;
    throw refuse(`none can be read (${systemCode(cause)})`, cause);
  }
  // As huggingface_hub does: line ends count nowhere, blanks not at the ends.
  const token = text.replaceAll(/[\r\n]/g, '').trim();
  if (token !== '' && !isToken(token)) throw refuse('this one has blanks or characters that are not ASCII');
  return token;
}
