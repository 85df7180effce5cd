import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HubSource } from '@slc/domain';

/** A file that the stand-in serves, at one commit of one repository. */
export interface StandInFile {
  readonly source: HubSource;
  readonly bytes: Buffer;
  readonly sha256: string;
}

export interface SeenRequest {
  readonly host: 'hub' | 'content';
  readonly method: string;
  readonly path: string;
  readonly range: string | undefined;
  readonly authorization: string | undefined;
}

/** What a test makes the hosts do otherwise. A handler that returns true has answered. */
export interface Misbehaviour {
  hub?(request: IncomingMessage, response: ServerResponse): boolean | Promise<boolean>;
  content?(request: IncomingMessage, response: ServerResponse): boolean | Promise<boolean>;
  /** Instead of the file's own bytes. */
  bytes?: Buffer;
  /** Instead of those of small files. */
  smallBytes?: Buffer;
  /** In the file's entry and the Hub's headers, instead of the true one. */
  sha256?: string;
  /** The content host knows no ranges. */
  ignoresRanges?: boolean;
  /** The content host ends the connection after so many bytes of an answer. */
  breaksAfterBytes?: number;
  /** The content host sends no more after so many bytes of the file, and leaves the connection open. */
  holdsAtBytes?: number;
  /** Between two pieces of 64 KiB. */
  pauseMs?: number;
}

export interface HubStandIn {
  /** For `HF_ENDPOINT`. */
  readonly endpoint: string;
  readonly seen: readonly SeenRequest[];
  /** Of the content host's answers, as far as they were taken. */
  readonly bytesSent: number;
  misbehaviour: Misbehaviour;
  close(): Promise<void>;
}

/** @param file its path in the repository */
export function standInFile(bytes: Buffer, file?: string): StandInFile;

/** A further file of the repository. */
export interface OtherFile {
  readonly file: string;
  readonly bytes: Buffer;
  /** As files of more than 10 MB, and those of a model's endings, are: the Hub knows their sha256. */
  readonly isLarge?: boolean;
}

/**
 * Serves the Hub's routes for its clients: revision, tree and paths-info, resolve with a redirect, and a content host of
 * another origin with ETags of its own and ranges. Small files come from the Hub itself.
 */
export function startHubStandIn(file: StandInFile, others?: readonly OtherFile[]): Promise<HubStandIn>;
