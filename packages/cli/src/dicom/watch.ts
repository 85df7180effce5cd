import type { EngineChoice } from '@slc/classifier';
import type { Precision } from '@slc/domain';
import { EXPLANATION_METHODS, type ExplanationMethod } from '@slc/domain/light';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { addBareFileOptions, type BareFileOptions } from '../bare-file-options.js';
import { engineOption } from '../engine-option.js';
import { MODEL_HELP } from '../model-option.js';
import { precisionOption } from '../precision-option.js';
import { refuseOwnModel, type ServerOption, serverOption } from '../server/server-option.js';
import { EXIT, type Terminal } from '../terminal.js';
import { MODALITIES } from './photographs.js';
import { readSince, type Since } from './since.js';

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
      const { watch } = await import('./watch-with-options.js');
      const unreported = await watch(options, terminal);
      if (unreported > 0) setExitCode(EXIT.failed);
    });
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
