import { resolve } from 'node:path';
import { SlcError, throwIfAborted } from '@slc/domain';
import type { EvaluationFigures } from '@slc/evaluation';
import type { Share } from '../answer-file/share.js';
import { expectOutputs } from '../expect-outputs.js';
import { inputPlaces } from '../input-places.js';
import { interruptible } from '../interruptible.js';
import type { Terminal } from '../terminal.js';
import { type AnsweredImages, answerLabelledImages, answerSameImages } from './answer-labelled-images.js';
import { type Comparison, comparisonOf, type NamedChoice, pairAnswers } from './compare-models.js';
import type { EvaluateCommandOptions } from './evaluate.js';
import type { EvaluationParts } from './evaluation-report.js';
import { evaluationText } from './evaluation-text.js';
import { measureInThread } from './measure-in-thread.js';

/** What `--json` writes. */
export interface Evaluation
  extends EvaluationFigures,
    Pick<AnsweredImages, 'failed' | 'leftOut' | 'model' | 'engine' | 'seenInCalibration'> {
  /** With a second model; null without one. */
  readonly comparison: Comparison | null;
  /** Of whose images alone these figures are; null where they are of all. */
  readonly shard: Share | null;
}

/**
 * What the command does. A report, and models that it opens itself, are loaded where they are asked for.
 *
 * @returns whether an image could not be answered. One that is not found is a row left out, as the table's other rows are
 */
export async function evaluateImages(
  options: EvaluateCommandOptions,
  terminal: Terminal,
): Promise<{ readonly hasFailed: boolean }> {
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
  terminal.write(`${options.json ? JSON.stringify(evaluation) : evaluationText(evaluation)}\n`);
  if (reportPath !== null) {
    await report(reportPath, { options, figures, first, second, paired }, terminal);
  }
  const allFailed = [...failed, ...(second?.failed ?? [])];
  return { hasFailed: allFailed.some(({ code }) => code !== 'not_found') };
}

async function report(
  path: string,
  { options, ...parts }: Omit<EvaluationParts, 'signal'> & { readonly options: EvaluateCommandOptions },
  terminal: Terminal,
): Promise<void> {
  const [{ evaluationReport }, { writeReport }] = await Promise.all([
    import('./evaluation-report.js'),
    import('../write-report.js'),
  ]);
  await interruptible(terminal, async (signal) => {
    const input = await evaluationReport(options, { ...parts, signal });
    throwIfAborted(signal);
    await writeReport(path, input);
  });
}

/**
 * What it would write can be written.
 *
 * @returns the path of the report; null where none is wanted
 */
async function expectedReportPath(
  options: EvaluateCommandOptions,
  terminal: Terminal,
): Promise<string | null> {
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
async function answer(options: EvaluateCommandOptions, terminal: Terminal): Promise<BothAnswers> {
  const { model, compare, engine, precision } = options;
  if (compare === undefined) return { first: await answerLabelledImages(options, terminal), second: null };
  if (model === undefined) {
    throw new SlcError('invalid_request', '--compare: expected --model beside it, not --server');
  }
  const [{ namedModel }, { expectSameClasses }] = await Promise.all([
    import('../named-model.js'),
    import('./expect-same-classes.js'),
  ]);
  const { kind } = await namedModel(compare, terminal);
  // What is said of the first bare file holds for a second one, too.
  const { labels, scaling } = options;
  const second: NamedChoice = { model: compare, ...(kind === 'bare-file' && { labels, scaling }) };
  await expectSameClasses({ ...options, model }, second, terminal);
  const first = await answerLabelledImages({ ...options, name: 'evaluate, first model' }, terminal);
  const also = { ...second, engine, precision, name: 'evaluate, second model' };
  return { first, second: await answerSameImages(first, also, terminal) };
}
