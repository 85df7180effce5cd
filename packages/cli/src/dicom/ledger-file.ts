import { readFile, stat } from 'node:fs/promises';
import { SlcError } from '@slc/domain';
import { OutputLock } from '../classify/output-lock.js';
import { notWritable } from '../not-writable.js';
import { writeWholeFile } from '../output-file.js';
import { type InstanceState, isUnreported, Ledger } from './ledger.js';
import { nameOf } from './watch-log.js';

/** What the states in a file are of. Those of other reports say nothing about these. */
export interface LedgerScope {
  /** Of the server. */
  readonly url: string;
  /** Digest of the model. */
  readonly model: string;
  readonly explain: string | null;
}

interface LedgerContent extends LedgerScope {
  readonly kind: typeof KIND;
  /** By SOP Instance UID; those that failed have the name under which the log has them. */
  readonly instances: Readonly<Record<string, InstanceState & { readonly name?: string }>>;
}

const KIND = 'slc dicom watch 1';

/** 200,000 instances have about 20 MB. A file of another kind may be of any size. */
const MOST_BYTES = 256 * 1024 * 1024;

/** A ledger, and how what has changed in it is written. */
export interface KeptLedger {
  readonly ledger: Ledger;
  save(): Promise<void>;
}

/**
 * Does something with a ledger that is kept in a file, which is this run's alone until that ends.
 *
 * @param path null for one that is kept in memory alone
 * @throws SlcError as `readLedgerFile` and `OutputLock.take`; what `work` throws
 */
export async function withLedger<T>(
  path: string | null,
  scope: LedgerScope,
  work: (kept: KeptLedger) => Promise<T>,
): Promise<T> {
  if (path === null) return await work({ ledger: new Ledger(), save: async () => {} });
  const lock = await OutputLock.take(path);
  try {
    const ledger = new Ledger((await readLedgerFile(path, scope)) ?? []);
    const save = async () => {
      if (ledger.takeChange()) await writeLedgerFile(path, scope, ledger);
    };
    return await work({ ledger, save });
  } finally {
    await lock.release();
  }
}

/**
 * Reads what an earlier run knew. The file is a shortcut: without it the server is asked for each report.
 *
 * @returns null where there is no file, or its states are of another server, model or explanation
 * @throws SlcError `invalid_request` for a file of another kind, which must not be written over
 */
export async function readLedgerFile(
  path: string,
  scope: LedgerScope,
): Promise<ReadonlyMap<string, InstanceState> | null> {
  const there = await stat(path).catch(() => null);
  if (!there) return null;
  const content = there.isFile() && there.size <= MOST_BYTES ? await readContent(path) : null;
  if (!content) {
    throw new SlcError('invalid_request', `${path}: expected a file that slc dicom watch wrote, or none`);
  }
  const { url, model, explain, instances } = content;
  const isOfScope = url === scope.url && model === scope.model && explain === scope.explain;
  return isOfScope ? new Map(Object.entries(instances)) : null;
}

/** Replaces the file by a whole one. @throws SlcError `invalid_request` where it cannot be written */
export async function writeLedgerFile(path: string, scope: LedgerScope, ledger: Ledger): Promise<void> {
  const instances = [...ledger.states].map(([instance, state]) => {
    return [instance, isUnreported(state) ? { name: nameOf(instance), ...state } : state] as const;
  });
  const content: LedgerContent = { kind: KIND, ...scope, instances: Object.fromEntries(instances) };
  await writeWholeFile(path, `${JSON.stringify(content)}\n`);
}

async function readContent(path: string): Promise<LedgerContent | null> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw notWritable(path, cause);
  });
  try {
    const content: Partial<LedgerContent> | null = JSON.parse(text);
    const isOurs = content?.kind === KIND && Object.values(content.instances ?? {}).every(isState);
    return isOurs ? (content as LedgerContent) : null;
  } catch {
    return null;
  }
}

function isState(value: unknown): value is InstanceState {
  return ['reported', 'derived', 'failing', 'given-up'].includes(Object(value).state);
}
