import { resolve } from 'node:path';
import { SlcError, throwIfAborted } from '@slc/domain';
import type { EvaluationFigures } from '@slc/evaluation';
import type { Command } from 'commander';
import { addAnswerFileOptions, refuseResumeAlone } from '../answer-file/answer-file-options.js';
import type { Share } from '../answer-file/share.js';
import { addBareFileOptions } from '../bare-file-options.js';
import { engineOption } from '../engine-option.js';
import { expectOutputs } from '../expect-outputs.js';
import { interruptible } from '../interruptible.js';
import { languageOption } from '../language-option.js';
import { inputPlaces } from '../model-files.js';
import { MODEL_HELP } from '../model-option.js';
import { namedModel } from '../named-model.js';
import { precisionOption } from '../precision-option.js';
import { refuseOwnModel, serverOption } from '../server/server-option.js';
import { shareArgument } from '../share-argument.js';
import { EXIT, type Terminal } from '../terminal.js';
import { writeReport } from '../write-report.js';
import { type AnsweredImages, answerLabelledImages, answerSameImages } from './answer-labelled-images.js';
import {
  type Comparison,
  comparisonOf,
  expectSameClasses,
  type NamedChoice,
  pairAnswers,
} from './compare-models.js';
import { evaluationReport, type ReportOptions } from './evaluation-report.js';
import { evaluationText } from './evaluation-text.js';
import { measureInThread } from './measure-in-thread.js';

interface Options extends ReportOptions {
  readonly report?: string;
  readonly json?: boolean;
}

/** What `--json` writes. */
export interface Evaluation
  extends EvaluationFigures,
    Pick<AnsweredImages, 'failed' | 'leftOut' | 'model' | 'engine' | 'seenInCalibration'> {
  /** With a second model; null without one. */
  readonly comparison: Comparison | null;
  /** Of whose images alone these figures are; null where they are of all. */
  readonly shard: Share | null;
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
    .action(async (options: Options, command: Command) => {
      refuseOwnModel(command);
      refuseResumeAlone(options);
      const reportPath = await expectedReportPath(options, terminal);
      const { first, second } = await answer(options, terminal);
      const { answers, assessed, manifest, ...run } = first;
      const { failed, leftOut, model, engine, seenInCalibration } = run;
      const { prevalence } = options;
      const temperature = manifest.temperature.value;
      const order = {
        answers,
        options: { temperature, prevalence, ...assessed },
        paired: second && pairAnswers(first, second),
      };
      const { figures, paired } = await interruptible(terminal, (signal) =>
        measureInThread(order, { signal, output: options.output }, terminal),
      );
      const comparison = paired && second && comparisonOf(paired, second);
      const evaluation: Evaluation = {
        ...figures,
        ...{ failed, leftOut, model, engine, seenInCalibration, comparison },
        shard: options.shard ?? null,
      };
      // A row whose image is not found is left out as the table's other rows are; a damaged image is a failure.
      const allFailed = [...failed, ...(second?.failed ?? [])];
      if (allFailed.some(({ code }) => code !== 'not_found')) setExitCode(EXIT.failed);
      terminal.write(`${options.json ? JSON.stringify(evaluation) : evaluationText(evaluation)}\n`);
      if (reportPath !== null) {
        await interruptible(terminal, async (signal) => {
          const input = await evaluationReport(options, { figures, first, second, paired, signal });
          throwIfAborted(signal);
          await writeReport(reportPath, input);
        });
      }
    });
}

/**
 * What it would write can be written.
 *
 * @returns the path of the report; null where none is wanted
 */
async function expectedReportPath(options: Options, terminal: Terminal): Promise<string | null> {
  const { report, predictions, output, thumbnails, model, compare, data } = options;
  if (thumbnails && report === undefined) {
    throw new SlcError('invalid_request', '--thumbnails: expected --report too');
  }
  const path = (name: string | undefined) => (name === undefined ? null : resolve(terminal.directory, name));
  const models = [model, compare].filter((name) => name !== undefined);
  await expectOutputs({
    outputs: [
      { option: '--output', path: path(output) },
      { option: '--predictions', path: path(predictions) },
      { option: '--report', path: path(report) },
    ],
    taken: await inputPlaces(models, data, terminal),
  });
  return path(report);
}

interface BothAnswers {
  readonly first: AnsweredImages;
  readonly second: AnsweredImages | null;
}

/** One model after the other, so that the memory of one is enough. */
async function answer(options: Options, terminal: Terminal): Promise<BothAnswers> {
  const { model, compare, engine, precision } = options;
  if (compare === undefined) return { first: await answerLabelledImages(options, terminal), second: null };
  if (model === undefined) {
    throw new SlcError('invalid_request', '--compare: expected --model beside it, not --server');
  }
  const second = await secondModel(options, compare, terminal);
  await expectSameClasses({ ...options, model }, second, terminal);
  const first = await answerLabelledImages({ ...options, name: 'evaluate, first model' }, terminal);
  const also = { ...second, engine, precision, name: 'evaluate, second model' };
  return { first, second: await answerSameImages(first, also, terminal) };
}

/** What is said of the first bare file holds for a second one, too. */
async function secondModel(
  { labels, scaling }: Options,
  compare: string,
  terminal: Terminal,
): Promise<NamedChoice> {
  const { kind } = await namedModel(compare, terminal);
  return { model: compare, ...(kind === 'bare-file' && { labels, scaling }) };
}
