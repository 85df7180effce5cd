import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { chartPartials, chartStyles } from '@slc/charts';
import Handlebars, { type HelperOptions } from 'handlebars';
import { modelWords } from './model-words.js';
import { createReportContext, isMessageKey, type ReportContext } from './report-context.js';
import type { ReportInput } from './report-input.js';
import { SECTIONS, type SectionName } from './sections.js';
import { summaryView } from './summary.js';

/**
 * @returns one HTML file in the input's language that needs no other and runs no script; every value in it is escaped
 */
export function renderReport(input: ReportInput): string {
  const context = createReportContext(input);
  const { template, styles } = templates();
  return template(
    { ...frame(context), summary: summaryView(context), sections: sections(context), styles },
    {
      data: { context },
    },
  );
}

/** What stands around the sections. */
function frame(context: ReportContext) {
  const { input, t, format, locale } = context;
  const { model, comparison, calibration, figures, data, run } = input;
  const kind = calibration ? 'calibration' : comparison ? 'comparison' : 'evaluation';
  const { name, id, revision } = modelWords(context, model);
  return {
    lang: locale,
    kind: t(`title.${kind}`),
    model: { name, id, revision, isStandIn: model.manifest.standIn },
    guesses: guesses(context),
    against: comparison
      ? t('title.against', { name: modelWords(context, comparison.second).name.text })
      : null,
    lead: t('title.lead', {
      images: format.integer(figures.images),
      source: data.source,
      date: format.date(run.at),
    }),
    madeAt: run.at.toISOString(),
  };
}

/** Warns of each model of which something was guessed. */
function guesses(context: ReportContext): readonly string[] {
  const { model, comparison } = context.input;
  return [model, ...(comparison ? [comparison.second] : [])].flatMap((each) => {
    const [first, second] = each.manifest.guessed ?? [];
    if (!first) return [];
    const words = context.t(second ? 'guessed.both' : `guessed.${first}`);
    return comparison ? `${modelWords(context, each).name.text}: ${words}` : words;
  });
}

function sections(context: ReportContext) {
  return (Object.keys(SECTIONS) as SectionName[])
    .flatMap((name) => {
      const view = SECTIONS[name](context);
      return view === null ? [] : [{ name, view }];
    })
    .map(({ name, view }, index) => ({
      id: name,
      template: `section-${name}`,
      number: context.format.integer(index + 1),
      title: context.t(`${name}.title`),
      view,
    }));
}

const FOLDER = new URL('../../report/', import.meta.url);

/** Read when a report is first made: a process that makes none has no use for them. */
let compiled: { readonly template: HandlebarsTemplateDelegate; readonly styles: ReportStyles } | null = null;

interface ReportStyles {
  /** Of our own files alone, so that it needs no escaping. */
  readonly text: Handlebars.SafeString;
  /** The only style that the file's policy allows. */
  readonly policyHash: string;
}

function templates() {
  compiled ??= { template: compileTemplates(), styles: readStyles() };
  return compiled;
}

function compileTemplates(): HandlebarsTemplateDelegate {
  const handlebars = Handlebars.create();
  // A message in the report's language; the hash arguments are its values.
  handlebars.registerHelper('t', (key: string, options: HelperOptions) => {
    if (!isMessageKey(key)) throw new Error(`message: expected a key of the message files, got ${key}`);
    return (options.data.context as ReportContext).t(key, options.hash);
  });
  for (const [name, source] of chartPartials()) handlebars.registerPartial(name, source);
  for (const file of readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.hbs')) continue;
    // `sections/images.hbs` is `section-images`.
    handlebars.registerPartial(
      file.slice(0, -'.hbs'.length).replace(/^sections[/\\]/, 'section-'),
      readText(file),
    );
  }
  return handlebars.compile('{{> report}}', { strict: true });
}

function readStyles(): ReportStyles {
  const text = `\n${chartStyles()}\n${readText('report.css')}\n${readText('paper.css')}`;
  const digest = createHash('sha256').update(text).digest('base64');
  return { text: new Handlebars.SafeString(text), policyHash: `sha256-${digest}` };
}

function readText(file: string): string {
  return readFileSync(new URL(file, FOLDER), 'utf8');
}
