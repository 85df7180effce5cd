import { styleText } from 'node:util';
import { type Classification, type LesionClass, reasonsToTell, SlcError } from '@slc/domain';
import { displayWidth, fitToWidth, withoutControls } from '../display-width.js';
import type { Screen } from '../terminal.js';
import { VERDICT_WORDS } from './assessment-text.js';
import { explanationText } from './explanation-text.js';
import { percentInColumn } from './percent.js';

export interface AnswerLinesOptions {
  /** Names of the images that will come: their column is as wide as these need. */
  readonly files: readonly string[];
  readonly labels: readonly LesionClass[];
  readonly screen: Screen;
}

const BAR_WIDTH = 10;
const NO_BAR = '·'.repeat(BAR_WIDTH);
/** Of the screen for the name, and columns that it always may have. */
const SHARE_OF_NAME = 0.35;
const LEAST_NAME = 16;
const MOST_CLASS = 12;
const VERDICT_WIDTH = Math.max(...Object.values(VERDICT_WORDS).map((word) => word.length));

type Style = Parameters<typeof styleText>[0];

/** Nothing is green: an answer is a class, and never good news. */
const VERDICT_STYLES: Readonly<Record<Classification['assessment']['verdict'], Style>> = {
  clear: 'bold',
  undecided: 'yellow',
  unusable: 'magenta',
};

/**
 * Answers as aligned lines: name, verdict, top class with its probability as a bar, the share of malignant classes, reasons. Of a
 * picture that cannot be judged there is no class.
 */
export function answerLines({ files, labels, screen }: AnswerLinesOptions) {
  const nameRoom = Math.max(LEAST_NAME, Math.floor(SHARE_OF_NAME * screen.columns));
  const nameWidth = files.reduce((most, file) => Math.max(most, displayWidth(withoutControls(file))), 0);
  const classWidth = labels.reduce((most, { id }) => Math.max(most, id.length), 1);
  const style = (format: Style, text: string) =>
    screen.hasColour ? styleText(format, text, { validateStream: false }) : text;
  const name = (file: string) => fitToWidth(withoutControls(file), Math.min(nameWidth, nameRoom));
  const className = (id: string) => fitToWidth(id, Math.min(classWidth, MOST_CLASS));

  return (file: string, outcome: Classification | SlcError): string => {
    if (outcome instanceof SlcError) {
      return `${name(file)}  ${style('red', `error ${outcome.code}`)}: ${outcome.message}\n`;
    }
    const { assessment, topClass, predictions, malignantProbability, explanation } = outcome;
    const { faults, others } = reasonsToTell(assessment);
    const reasons = [...faults, ...others].map((reason) => reason.replaceAll('-', ' ')).join(', ');
    const isUnusable = assessment.verdict === 'unusable';
    const top = predictions[0]?.probability ?? 0;
    const cells = [
      name(file),
      style(VERDICT_STYLES[assessment.verdict], VERDICT_WORDS[assessment.verdict].padEnd(VERDICT_WIDTH)),
      className(isUnusable ? '-' : topClass),
      isUnusable ? `${style('dim', NO_BAR)} ${' '.repeat(7)}` : `${bar(top)} ${percentInColumn(top)}`,
      ...(malignantProbability === undefined
        ? []
        : [malignantText(isUnusable ? null : malignantProbability)]),
      ...(reasons ? [style('dim', reasons)] : []),
    ];
    const map = explanation ? `  ${explanationText(explanation)}\n` : '';
    return `${cells.join('  ').trimEnd()}\n${map}`;
  };
}

function bar(share: number): string {
  const filled = Math.round(share * BAR_WIDTH);
  return '█'.repeat(filled) + '░'.repeat(BAR_WIDTH - filled);
}

function malignantText(share: number | null): string {
  const text = share === null ? '' : `malignant ${percentInColumn(share)}`;
  return text.padEnd('malignant 100.0 %'.length);
}
