import { createFormat, createTranslate, type Format, type Locale, type Translate } from '@slc/domain';
import { type Cells, createCells } from './cells.js';
import { type ClassWords, classWords } from './class-words.js';
import { en, type MessageKey } from './locales/en.js';
import { es } from './locales/es.js';
import type { ReportInput } from './report-input.js';

export const MESSAGES: Readonly<Record<Locale, Readonly<Record<MessageKey, string>>>> = { en, es };

/** What each section is made from: the figures, and how the report's language writes them. */
export interface ReportContext {
  readonly input: ReportInput;
  readonly locale: Locale;
  readonly t: Translate<MessageKey>;
  readonly format: Format;
  readonly cells: Cells;
  /** In the order of the model's outputs. */
  readonly classes: readonly ClassWords[];
  readonly classOf: (id: string) => ClassWords;
  /** Figures and tables are numbered in the order in which sections ask for it: `Figure 1`. */
  readonly nextLabel: (of: 'figure' | 'table') => string;
}

export function createReportContext(input: ReportInput): ReportContext {
  const locale = input.language;
  const t = createTranslate(MESSAGES[locale]);
  const format = createFormat(locale);
  const classes = input.model.manifest.labels.map((label) => classWords(label, { t, locale }));
  const byId = new Map(classes.map((words) => [words.id, words]));
  const numbers = { figure: 0, table: 0 };
  return {
    input,
    locale,
    t,
    format,
    cells: createCells(t, format),
    classes,
    classOf: (id) =>
      byId.get(id) ?? { id, name: { text: id, lang: null }, code: null, malignancy: null, kind: null },
    nextLabel: (of) => t(`label.${of}`, { number: format.integer(++numbers[of]) }),
  };
}

export function isMessageKey(key: string): key is MessageKey {
  return Object.hasOwn(en, key);
}
