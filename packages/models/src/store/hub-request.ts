import type { HubSource } from '@slc/domain';
import type { HubSettings } from './hub-settings.js';
import type { HubToken } from './hub-token.js';

/** What every request for one file of the Hub needs. */
export interface HubRequest {
  readonly source: HubSource;
  readonly settings: HubSettings;
  readonly token: HubToken | null;
  readonly signal: AbortSignal;
  readonly fetch: typeof fetch;
  /** How long a connection may stay silent. */
  readonly stallMs: number;
}

/** Repository, file and commit, for messages. */
export function subjectOf({ repo, file, revision }: HubSource): string {
  return `${repo}, ${file} at ${revision.slice(0, 12)}`;
}

/** The Hub's address of a file's bytes. Each part of the path is escaped by itself. */
export function resolveUrl({ source, settings }: HubRequest): string {
  const path = source.file.split('/').map(encodeURIComponent).join('/');
  return `${settings.endpoint}/${source.repo}/resolve/${source.revision}/${path}`;
}

/** Whether an address is one of the Hub, to which the token may go. */
export function isOfHub(url: string, { settings: { endpoint } }: HubRequest): boolean {
  return new URL(url).origin === new URL(endpoint).origin;
}
