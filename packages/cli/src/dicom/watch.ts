import { resolve } from 'node:path';
import { setTimeout as sleepMs } from 'node:timers/promises';
import type { EngineChoice } from '@slc/classifier';
import { createDicomwebClient, type DicomwebClient } from '@slc/dicomweb';
import {
  EXPLANATION_METHODS,
  type ExplanationMethod,
  type Precision,
  SlcError,
  toSlcError,
} from '@slc/domain';
import { isLoopback } from '@slc/runtime';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { addBareFileOptions, type BareFileOptions } from '../bare-file-options.js';
import { engineOption } from '../engine-option.js';
import { interruptible } from '../interruptible.js';
import { modelName } from '../model-name.js';
import { MODEL_HELP } from '../model-option.js';
import { precisionOption } from '../precision-option.js';
import { refuseOwnModel, type ServerOption, serverOption } from '../server/server-option.js';
import { EXIT, type Terminal } from '../terminal.js';
import { openAnsweringModel } from './answering-model.js';
import type { AnsweringModel } from './answers.js';
import { derivedObjects } from './derived-objects.js';
import { withLedger } from './ledger-file.js';
import { isPassing } from './passing.js';
import { isPhotograph, MODALITIES } from './photographs.js';
import { createReporter } from './reporter.js';
import { readServerAccess } from './server-access.js';
import { readSince, type Since, studyDates } from './since.js';
import { type Archive, watchArchive } from './watch-archive.js';
import { WatchLog } from './watch-log.js';

export interface WatchCommandOptions extends BareFileOptions, ServerOption {
  readonly url: string;
  readonly model?: string;
  readonly engine: EngineChoice;
  readonly precision: Precision;
  readonly explain?: ExplanationMethod;
  readonly since?: Since;
  readonly once?: boolean;
  readonly interval: number;
  readonly parallel: number;
  readonly modality: readonly string[];
  readonly state?: string;
}

/** An uncompressed photograph of 44 million pixels. So many at a time are in memory as --parallel says. */
const MOST_INSTANCE_BYTES = 128 * 1024 * 1024;

const HELP = `
Asks a DICOMweb server (QIDO-RS, WADO-RS, STOW-RS) for photographs of dermoscopic, VL photographic and Secondary Capture series, classifies
what is new, and stores a structured report in the same study: preliminary, unverified, research and education only. Each image is
reported once by each model: a run that was killed goes on where it was.

The server's credentials are settings: DICOMWEB_USER and DICOMWEB_PASSWORD, DICOMWEB_TOKEN, or DICOMWEB_TOKEN_PATH (a file, read for each
request); DICOMWEB_TLS_CA, DICOMWEB_TLS_CERT and DICOMWEB_TLS_KEY.

Examples:
  slc dicom watch --url http://localhost:8042/dicom-web
  slc dicom watch --url https://pacs.example/dicom-web --since 7d --state watch.json --explain grad-cam
  slc dicom watch --url https://pacs.example/dicom-web --server worker.example:50051
  slc dicom watch --url http://localhost:8042/dicom-web --once --modality DMS --model my-model/manifest.json`;

export function addWatch(dicom: Command, terminal: Terminal, setExitCode: (code: number) => void): void {
  const command = dicom
    .command('watch')
    .description('report new photographs of a DICOMweb server into their studies')
    .requiredOption('--url <url>', 'address of the DICOMweb service')
    .option('--model <model>', `${MODEL_HELP}; if not given, as for classify`);
  addBareFileOptions(command)
    .addOption(serverOption())
    .addOption(engineOption())
    .addOption(precisionOption())
    .addOption(
      new Option(
        '--explain <method>',
        'also store a Secondary Capture of where in the picture the answer comes from',
      ).choices(EXPLANATION_METHODS),
    )
    .addOption(
      new Option(
        '--since <day>',
        'watch studies from this day on: 2026-11-01, or 7d for the last seven days; those without a date are then left out',
      ).argParser(readSince),
    )
    .addOption(
      new Option('--modality <modalities>', 'modalities of the series to look into')
        .argParser(readModalities)
        .default(MODALITIES, MODALITIES.join(',')),
    )
    .option(
      '--once',
      'end when nothing is left to do, with exit code 1 where an image could not be reported, now or before',
    )
    .addOption(
      new Option('--interval <seconds>', 'pause between searches')
        .argParser(wholeNumber(1, 86_400))
        .default(10),
    )
    .addOption(
      new Option('--parallel <images>', 'images at work at the same time')
        .argParser(wholeNumber(1, 64))
        .default(8),
    )
    .option(
      '--state <file>',
      'keep there what is done and what failed; without it each start asks the server for every report, and tries again what failed',
    )
    .addHelpText('after', HELP)
    .action(async (options: WatchCommandOptions) => {
      refuseOwnModel(command);
      const unreported = await watch(options, terminal);
      if (unreported > 0) setExitCode(EXIT.failed);
    });
}

/** @returns how many images could not be reported */
async function watch(options: WatchCommandOptions, terminal: Terminal): Promise<number> {
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

function readModalities(text: string): readonly string[] {
  const modalities = text.split(',').map((each) => each.trim());
  // A Code String of DICOM.
  if (modalities.every((each) => /^[A-Z0-9_]{2,16}$/.test(each))) return [...new Set(modalities)];
  throw new InvalidArgumentError(`expected modalities such as DMS,XC, got ${text}`);
}

function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`expected a whole number from ${least} to ${most}, got ${text}`);
  };
}
