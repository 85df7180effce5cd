import { readFile, stat } from 'node:fs/promises';
import { SlcError, toSlcError } from '@slc/domain';
import { OutputLock } from '../answer-file/output-lock.js';
import { writeWholeFile } from '../output-file.js';
import { type InstanceState, isUnreported, Ledger } from './ledger.js';
import { PacedSaving } from './paced-saving.js';
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

/** A ledger, and how what has changed in it is written. Neither rejects. */
export interface KeptLedger extends Pick<PacedSaving, 'saveSoon' | 'saveNow'> {
  readonly ledger: Ledger;
}

export interface LedgerPlace {
  /** Null for a ledger that is kept in memory alone. */
  readonly path: string | null;
  readonly scope: LedgerScope;
  /** The file cannot be written. Without it nothing is lost: the server knows what is done. */
  readonly onFault: (error: SlcError) => void;
}

/**
 * Does something with a ledger that is kept in a file, which is this run's alone until that ends. It is written once more at the end.
 *
 * @throws SlcError as `readLedgerFile` and `OutputLock.take`; what `work` throws
 */
export async function withLedger<T>(
  { path, scope, onFault }: LedgerPlace,
  work: (kept: KeptLedger) => Promise<T>,
): Promise<T> {
  if (path === null) return await work({ ledger: new Ledger(), saveSoon() {}, saveNow: async () => {} });
  const lock = await OutputLock.take(path);
  try {
    const ledger = new Ledger((await readLedgerFile(path, scope)) ?? []);
    const saving = new PacedSaving(saverOf(ledger, path, scope), (thrown) => onFault(toSlcError(thrown)));
    try {
      return await work({
        ledger,
        saveSoon: () => saving.saveSoon(),
        saveNow: () => saving.saveNow(),
      });
    } finally {
      await saving.saveNow();
    }
  } finally {
    await lock.release();
  }
}

/** @returns what writes the ledger where it has changed since it was last written */
function saverOf(ledger: Ledger, path: string, scope: LedgerScope): () => Promise<void> {
  let written = ledger.changes;
  return async () => {
    const { changes } = ledger;
    if (changes === written) return;
    await writeLedgerFile(path, scope, ledger);
    written = changes;
  };
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
    throw new SlcError('invalid_request', `${path}: expected a file that can be read`, { cause });
  });
  try {
    const content: Partial<LedgerContent> | null = JSON.parse(text);
    const states = content?.kind === KIND && content.instances ? Object.values(content.instances) : [null];
    return states.every(isState) ? (content as LedgerContent) : null;
  } catch {
    return null;
  }
}

function isState(value: unknown): value is InstanceState {
  const { state, tries, code, againAt } = Object(value);
  if (state === 'reported' || state === 'derived') return true;
  const hasFailed = Number.isInteger(tries) && typeof code === 'string';
  // With a time that cannot be read an image would never be tried again.
  const isFailing = state === 'failing' && !Number.isNaN(Date.parse(againAt));
  return hasFailed && (isFailing || state === 'given-up');
}
