import { resolve } from 'node:path';
import { setTimeout as sleepMs } from 'node:timers/promises';
import { createDicomwebClient, type DicomwebClient } from '@slc/dicomweb';
import { SlcError, toSlcError } from '@slc/domain';
import { isLoopback } from '@slc/runtime/light';
import { interruptible } from '../interruptible.js';
import { modelName } from '../model-name.js';
import type { Terminal } from '../terminal.js';
import { openAnsweringModel } from './answering-model.js';
import type { AnsweringModel } from './answers.js';
import { derivedObjects } from './derived-objects.js';
import { withLedger } from './ledger-file.js';
import { isPassing } from './passing.js';
import { isPhotograph, MODALITIES } from './photographs.js';
import { createReporter } from './reporter.js';
import { readServerAccess } from './server-access.js';
import { studyDates } from './since.js';
import type { WatchCommandOptions } from './watch.js';
import { type Archive, watchArchive } from './watch-archive.js';
import { WatchLog } from './watch-log.js';

/** An uncompressed photograph of 44 million pixels. So many at a time are in memory as --parallel says. */
const MOST_INSTANCE_BYTES = 128 * 1024 * 1024;

/** @returns how many images could not be reported */
export async function watch(options: WatchCommandOptions, terminal: Terminal): Promise<number> {
  const client = openClient(options, terminal);
  try {
    return await interruptible(terminal, async (signal) => {
      await expectService(client, signal);
      const answering = await openAnsweringModel(options, terminal, signal);
      try {
        return await watchWith({ client, answering, options, signal }, terminal);
      } finally {
        await answering.close();
      }
    });
  } finally {
    client.close();
  }
}

function openClient({ url, parallel: connections }: WatchCommandOptions, terminal: Terminal): DicomwebClient {
  const access = readServerAccess(terminal.env ?? process.env);
  const client = createDicomwebClient({
    ...{ url, connections, mostInstanceBytes: MOST_INSTANCE_BYTES },
    ...access,
  });
  const { protocol, hostname } = new URL(url);
  if (access.authorization && protocol === 'http:' && !isLoopback(hostname)) {
    terminal.complain('slc: --url begins with http: credentials and images cross the network unencrypted\n');
  }
  return client;
}

/**
 * A wrong address or password is told before a model is opened, or fetched.
 *
 * @throws SlcError what the server answers, unless it may pass
 */
async function expectService(client: DicomwebClient, signal: AbortSignal): Promise<void> {
  const search = client.search({ modality: MODALITIES[0] }, signal);
  try {
    await search.next();
  } catch (thrown) {
    const error = toSlcError(thrown);
    if (!isPassing(error)) throw error;
  } finally {
    await search.return(undefined);
  }
}

interface Watch {
  readonly client: DicomwebClient;
  readonly answering: AnsweringModel;
  readonly options: WatchCommandOptions;
  readonly signal: AbortSignal;
}

async function watchWith({ client, answering, options, signal }: Watch, terminal: Terminal): Promise<number> {
  const { explain, interval, parallel, once = false, state } = options;
  const { model, manifest } = answering;
  const objects = derivedObjects({ model, manifest, explain, limits: { maxBytes: MOST_INSTANCE_BYTES } });
  const path = state === undefined ? null : resolve(terminal.directory, state);
  const scope = { url: options.url, model: model.sha256, explain: explain ?? null };
  const onFault = ({ message }: SlcError) => terminal.complain(`slc: ${message}\n`);
  return await withLedger({ path, scope, onFault }, async ({ ledger, saveSoon, saveNow }) => {
    terminal.complain(`slc: watching ${options.url} with ${modelName(model)}\n`);
    const archive = {
      search: (signal: AbortSignal) => searchPhotographs(client, options, signal),
      async begin(signal: AbortSignal) {
        return createReporter({ client, answers: await answering.begin(signal), objects, ledger });
      },
    } satisfies Archive;
    const log = new WatchLog(terminal.complain);
    try {
      const unreported = await watchArchive(archive, {
        ...{ ledger, parallel, once, signal, sleep, saveSoon, saveNow },
        observer: log,
        intervalMs: interval * 1_000,
        nowMs: Date.now,
        random: Math.random,
      });
      log.ended(unreported);
      return unreported.length;
    } catch (error) {
      const stopped = new SlcError('cancelled', `stopped after ${log.stored} reports`, { cause: error });
      throw signal.aborted ? stopped : error;
    }
  });
}

async function* searchPhotographs(
  client: DicomwebClient,
  { since, modality: modalities }: WatchCommandOptions,
  signal: AbortSignal,
) {
  const studyDate = since && studyDates(since, Date.now());
  for (const modality of modalities) {
    for await (const found of client.search({ modality, ...(studyDate && { studyDate }) }, signal)) {
      if (isPhotograph(found)) yield found;
    }
  }
}

/** Ends early when the signal aborts. */
async function sleep(ms: number, signal: AbortSignal): Promise<void> {
  await sleepMs(ms, null, { signal }).catch(() => {});
}
