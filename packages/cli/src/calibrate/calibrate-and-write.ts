import { createHash } from 'node:crypto';
import { dirname, join, resolve } from 'node:path';
import { type Locale, throwIfAborted } from '@slc/domain';
import { encodeOutliers } from '@slc/evaluation';
import type { ReportInput } from '@slc/evaluation/report';
import type { ResolvedModel } from '@slc/models';
import { expectOutputs } from '../expect-outputs.js';
import { givenCommand, recordedCommand } from '../given-command.js';
import { inputPlaces } from '../input-places.js';
import { modelFiles } from '../model-files.js';
import { MANIFEST_FILE } from '../named-model.js';
import { obtainModel } from '../obtain-model.js';
import type { Terminal } from '../terminal.js';
import { datasetName } from '../written-model/dataset-name.js';
import { pathFrom } from '../written-model/manifest-parts.js';
import { manifestText } from '../written-model/manifest-text.js';
import { OUTLIERS_FILE, OutputFolder, type WrittenModel } from '../written-model/output-folder.js';
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

/** What came of it, and the report that is still to be written; null where none is wanted. */
export interface CalibrationDone {
  readonly calibration: Calibration;
  readonly report: { readonly path: string; readonly input: ReportInput } | null;
}

/**
 * Answers → fits and figures → files. Nothing is left in the folder unless all of it is.
 *
 * @throws SlcError `cancelled` when the signal aborts; as `expectOutputs`, `OutputFolder.open`, `obtainModel`,
 *   `answerForCalibration` and `fitInThread`
 */
export async function calibrate(
  options: CalibrateOptions,
  signal: AbortSignal,
  terminal: Terminal,
): Promise<CalibrationDone> {
  const folder = resolve(terminal.directory, options.out);
  const dataPath = resolve(terminal.directory, options.data);
  const report = options.report === undefined ? null : resolve(terminal.directory, options.report);
  await expectReport(report, { folder, options, terminal });
  const { folder: ownFolder, manifest: ownManifest } = await modelFiles(options.model, terminal);
  const output = await OutputFolder.open(folder, { ownFolder, ownManifest, report });
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
    const calibration = calibrationSummary(fit, {
      ...{ model: answered.model, engine, classes: manifest.labels, failed, leftOut },
      not: not && { images: not.count, failed: not.failed },
      manifest: join(options.out, MANIFEST_FILE),
      outliersFile: files.outliers && join(options.out, OUTLIERS_FILE),
    });
    if (report === null) return { calibration, report };
    const command = givenCommand('slc calibrate', options);
    const input = calibrationReport({ language: options.language, command, answered, fit });
    return { calibration, report: { path: report, input } };
  } finally {
    await output.discard();
  }
}

interface ReportPlace {
  readonly folder: string;
  readonly options: CalibrateOptions;
  readonly terminal: Terminal;
}

async function expectReport(
  report: string | null,
  { folder, options, terminal }: ReportPlace,
): Promise<void> {
  await expectOutputs({
    outputs: [{ option: '--report', path: report }],
    taken: [
      { what: 'the folder of --out', path: folder },
      { what: 'the manifest of --out', path: join(folder, MANIFEST_FILE) },
      { what: 'the detector of --out', path: join(folder, OUTLIERS_FILE) },
      ...(await inputPlaces([options.model], options.data, terminal)),
    ],
    newFolder: folder,
  });
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
): WrittenModel {
  const { tableSha256 } = answered;
  const { outliers: fitted } = fit.calibration.fitted;
  const outliers = fitted && encodeOutliers(fitted.detector);
  const manifest = calibratedManifest(answered.manifest, {
    calibratedOn: {
      dataset: datasetName(answered.manifest, { name: options.name, dataPath, tableSha256 }),
      images: fit.after.images,
      groups: fit.after.groups,
      sha256: tableSha256,
      command: recordedCommand('slc calibrate', options),
    },
    fit,
    weightsFile: pathFrom(folder, model.weightsPath),
    oldFolder: pathFrom(folder, model.kind === 'manifest' ? model.folder : dirname(model.weightsPath)),
    outliersFile: outliers && {
      sizeBytes: outliers.byteLength,
      sha256: createHash('sha256').update(outliers).digest('hex'),
    },
  });
  return { manifest: manifestText(manifest), outliers };
}
