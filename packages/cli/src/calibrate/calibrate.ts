import type { Command } from 'commander';
import { addBareFileOptions } from '../bare-file-options.js';
import { engineOption } from '../engine-option.js';
import { DEFAULT_COVERAGE } from '../given-command.js';
import { interruptible } from '../interruptible.js';
import { languageOption } from '../language-option.js';
import { MODEL_HELP } from '../model-option.js';
import { shareArgument } from '../share-argument.js';
import { EXIT, type Terminal } from '../terminal.js';
import type { CalibrateOptions } from './calibrate-and-write.js';

interface Options extends CalibrateOptions {
  readonly json?: boolean;
}

const HELP = `
Fits on labelled images that the model has not seen, 100 of them or more and some of each class: the temperature, the limits of
prediction sets and, where the network has an embedding, a detector of images unlike them. With --not it also learns what people
upload by mistake. D is read as by slc evaluate.

DIR gets manifest.json and outliers.bin; the weights stay where they are. It is a new folder, an earlier calibration's, or that of
the model's own manifest. Repeated, the command gives the same files, byte for byte.

Examples:
  slc calibrate --model compact-lite0 --data labels.csv --images photographs --not snapshots --out calibrated
  slc calibrate --model my-model.h5 --data my-images --coverage 0.95 --out my-model --json
  MODEL=calibrated/manifest.json npm start`;

export function addCalibrate(
  program: Command,
  terminal: Terminal,
  setExitCode: (code: number) => void,
): void {
  const command = program
    .command('calibrate')
    .description('fit a model’s temperature, prediction sets and outlier scores on labelled images')
    .requiredOption('--model <M>', MODEL_HELP);
  addBareFileOptions(command)
    .requiredOption('--data <D>', 'table or folder that says which class each image shows')
    .requiredOption('--out <folder>', 'folder for the new manifest')
    .option('--images <folder>', 'where images are looked for first')
    .option('--group-by <column>', 'column of the lesion or patient (default: lesion_id, else patient_id)')
    .option('--not <folder>', 'folder of pictures that are not such images, as people upload them by mistake')
    .option(
      '--coverage <share>',
      'share of images whose prediction set should hold the true class',
      shareArgument('0.9'),
      DEFAULT_COVERAGE,
    )
    .option('--name <text>', 'what the manifest calls the data (default: the name of its table or folder)')
    .addOption(engineOption())
    .option('--report <file>', 'also write a report: one HTML file')
    .addOption(languageOption())
    .option('--json', 'write one JSON object')
    .addHelpText('after', HELP)
    .action(async (options: Options) => {
      const [{ calibrate }, { calibrationText }, { writeReport }] = await Promise.all([
        import('./calibrate-and-write.js'),
        import('./calibration-text.js'),
        import('../write-report.js'),
      ]);
      const { calibration, report } = await interruptible(terminal, (signal) =>
        calibrate(options, signal, terminal),
      );
      const { failed, not } = calibration;
      // As for `slc evaluate`, an image that is not found is a row left out, and a damaged one a failure.
      if ([...failed, ...(not?.failed ?? [])].some(({ code }) => code !== 'not_found')) {
        setExitCode(EXIT.failed);
      }
      terminal.write(`${options.json ? JSON.stringify(calibration) : calibrationText(calibration)}\n`);
      if (report) await writeReport(report.path, report.input);
    });
}
