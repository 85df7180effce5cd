import { createHash } from 'node:crypto';
import { basename, dirname, extname, join, relative, resolve, sep } from 'node:path';
import { nameModel, type ResolvedModel } from '@slc/classifier';
import { type Locale, throwIfAborted } from '@slc/domain';
import { encodeOutliers } from '@slc/evaluation';
import { obtainModel } from '../obtain-model.js';
import type { Terminal } from '../terminal.js';
import { expectReportPath, writeReport } from '../write-report.js';
import {
  type AnsweredForCalibration,
  type AnswerForCalibrationOptions,
  answerForCalibration,
} from './answer-for-calibration.js';
import { calibratedManifest } from './calibrated-manifest.js';
import { calibrationReport } from './calibration-report.js';
import { type Calibration, calibrationSummary } from './calibration-summary.js';
import { fitInThread } from './fit-in-thread.js';
import type { Fit } from './fit-protocol.js';
import { manifestText } from './manifest-text.js';
import {
  type CalibrationFiles,
  MANIFEST_FILE,
  OUTLIERS_FILE,
  OutputFolder,
  type OutputFolderOptions,
} from './output-folder.js';
import { recordedCommand } from './recorded-command.js';

/** File names are relative to the terminal's directory. */
export interface CalibrateOptions extends AnswerForCalibrationOptions {
  readonly out: string;
  /** What the manifest calls the data. */
  readonly name?: string;
  /** Where a report is written. */
  readonly report?: string;
  /** Of the report. */
  readonly language: Locale;
}

/**
 * Answers → fits and figures → files. Nothing is left in the folder unless all of it is.
 *
 * @throws SlcError `cancelled` when the signal aborts; as `OutputFolder.open`, `obtainModel`, `answerForCalibration` and
 *   `fitInThread`
 */
export async function calibrate(
  options: CalibrateOptions,
  signal: AbortSignal,
  terminal: Terminal,
): Promise<Calibration> {
  const folder = resolve(terminal.directory, options.out);
  const dataPath = resolve(terminal.directory, options.data);
  const report = options.report === undefined ? null : resolve(terminal.directory, options.report);
  // In the new folder there is room for it.
  if (report && dirname(report) !== folder) await expectReportPath(report);
  const own = await ownFiles(options.model, terminal);
  const output = await OutputFolder.open(folder, { ...own, report });
  try {
    const model = await obtainModel(options.model, terminal, options);
    const answered = await answerForCalibration(model, { ...options, signal }, terminal);
    const { manifest, answers, observed, not, failed, leftOut, engine } = answered;
    const fitOptions = {
      temperature: manifest.temperature.value,
      coverage: options.coverage,
      observed,
      ...(not && { wrongSort: not }),
    };
    const fit = await fitInThread({ answers, options: fitOptions }, signal, terminal);
    throwIfAborted(signal);
    const files = filesOf(options, { dataPath, folder, model, answered, fit });
    await output.complete(files);
    if (report) {
      const command = `${recordedCommand(options)} --out ${options.out}`;
      const { language } = options;
      const source = basename(dataPath);
      await writeReport(report, calibrationReport({ language, source, command, answered, fit }));
    }
    return calibrationSummary(fit, {
      ...{ model: answered.model, engine, failed, leftOut },
      not: not && { images: not.count, failed: not.failed },
      manifest: join(options.out, MANIFEST_FILE),
      outliersFile: files.outliers && join(options.out, OUTLIERS_FILE),
    });
  } finally {
    await output.discard();
  }
}

/** Where the model's own manifest is, or a bare file. */
async function ownFiles(
  name: string,
  { directory }: Terminal,
): Promise<Pick<OutputFolderOptions, 'ownFolder' | 'ownManifest'>> {
  const path = resolve(directory, name);
  const model = await nameModel(name, directory);
  if (model.kind === 'bare-file') return { ownFolder: dirname(path), ownManifest: null };
  const ownFolder = resolve(model.folder);
  const isPath = extname(name).toLowerCase() === '.json';
  return { ownFolder, ownManifest: isPath ? path : join(ownFolder, MANIFEST_FILE) };
}

interface Calibrated {
  readonly dataPath: string;
  readonly folder: string;
  readonly model: ResolvedModel;
  readonly answered: AnsweredForCalibration;
  readonly fit: Fit;
}

function filesOf(
  options: CalibrateOptions,
  { dataPath, folder, model, answered, fit }: Calibrated,
): CalibrationFiles {
  const { outliers: fitted } = fit.calibration.fitted;
  const outliers = fitted && encodeOutliers(fitted.detector);
  const manifest = calibratedManifest(answered.manifest, {
    calibratedOn: {
      dataset: options.name ?? nameOf(dataPath),
      images: fit.after.images,
      groups: fit.after.groups,
      sha256: answered.tableSha256,
      command: recordedCommand(options),
    },
    fit,
    weightsFile: relative(folder, model.weightsPath).split(sep).join('/'),
    outliersFile: outliers && {
      sizeBytes: outliers.byteLength,
      sha256: createHash('sha256').update(outliers).digest('hex'),
    },
  });
  return { manifest: manifestText(manifest), outliers };
}

/** A table's name without its extension, or a folder's. */
function nameOf(dataPath: string): string {
  return basename(dataPath).replace(/\.(csv|tsv)$/i, '');
}
