import type { Command } from 'commander';
import { addAnswerFileOptions, refuseResumeAlone } from '../answer-file/answer-file-options.js';
import { addBareFileOptions } from '../bare-file-options.js';
import { engineOption } from '../engine-option.js';
import { languageOption } from '../language-option.js';
import { MODEL_HELP } from '../model-option.js';
import { precisionOption } from '../precision-option.js';
import { refuseOwnModel, serverOption } from '../server/server-option.js';
import { shareArgument } from '../share-argument.js';
import { EXIT, type Terminal } from '../terminal.js';
import type { ReportOptions } from './evaluation-report.js';

export interface EvaluateCommandOptions extends ReportOptions {
  readonly report?: string;
  readonly json?: boolean;
}

const HELP = `
D is a CSV or TSV with a column for the image (file, image, image_id, isic_id, filename, path) and one for its class (label, dx,
diagnosis, class; or one for each class), or a folder with one folder a class, or a folder that holds labels.csv. Images are
looked for in the folder of --images and in its folders, as the table names them, beside it, and in images/ beside it.

Shares of the same data, joined (cat share-*.jsonl > all.jsonl), have the figures of all of it by --output all.jsonl --resume.

Examples:
  slc evaluate --model compact-lite0 --data labels.csv --images photographs
  slc evaluate --model my-model/manifest.json --data my-images --group-by clinic --json
  slc evaluate --model my-model.h5 --labels alphabetical --data labels.csv --predictions predictions.csv
  slc evaluate --model compact-lite0 --data labels.csv --report report.html --language es --thumbnails
  slc evaluate --model my-model/manifest.json --compare compact-lite0 --data labels.csv
  slc evaluate --server worker.example:50051 --data labels.csv --output answers.jsonl --resume
  slc evaluate --model compact-lite0 --data labels.csv --output share-1.jsonl --shard 1/3`;

const ANSWER_FILE = {
  output: 'as JSON lines, or as a table where it ends in .csv',
  resume: '; the figures are of all that it answers then',
  shard: ', of which the figures are then',
} as const;

export function addEvaluate(program: Command, terminal: Terminal, setExitCode: (code: number) => void): void {
  const command = program
    .command('evaluate')
    .description('measure a model on labelled images: figures with 95 % intervals')
    .option('--model <M>', `${MODEL_HELP}; needed without --server`)
    .addOption(serverOption());
  addAnswerFileOptions(
    addBareFileOptions(command)
      .requiredOption('--data <D>', 'table or folder that says which class each image shows')
      .option(
        '--compare <M2>',
        'also have this model answer the images, and measure the differences in pairs',
      )
      .option('--images <folder>', 'where images are looked for first')
      .option('--group-by <column>', 'column of the lesion or patient (default: lesion_id, else patient_id)')
      .addOption(engineOption())
      .addOption(precisionOption())
      .option(
        '--prevalence <share>',
        'share of malignant images that predictive values assume (default: that of the images)',
        shareArgument('0.02'),
      )
      .option('--predictions <file>', 'also write a CSV with the answer to each image'),
    ANSWER_FILE,
  )
    .option('--report <file>', 'also write a report as one HTML file that needs no other')
    .addOption(languageOption())
    .option('--thumbnails', 'show the worst mistakes in the report as small pictures')
    .option('--json', 'write one JSON object')
    .addHelpText('after', HELP)
    .action(async (options: EvaluateCommandOptions, command: Command) => {
      refuseOwnModel(command);
      refuseResumeAlone(options);
      const { evaluateImages } = await import('./evaluate-images.js');
      const { hasFailed } = await evaluateImages(options, terminal);
      if (hasFailed) setExitCode(EXIT.failed);
    });
}
