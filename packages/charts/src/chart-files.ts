import { readdirSync, readFileSync } from 'node:fs';

const PARTIALS = new URL('../partials/', import.meta.url);
const STYLES = new URL('../styles/', import.meta.url);
/** Colours first: the marks use them. */
const STYLE_FILES = ['colours.css', 'plots.css', 'counts.css', 'marks.css'] as const;

/** Each chart's template in Handlebars, by the name under which the templates include each other. */
export function chartPartials(): ReadonlyMap<string, string> {
  const files = readdirSync(PARTIALS).filter((file) => file.endsWith('.hbs'));
  return new Map(files.map((file) => [file.slice(0, -'.hbs'.length), readText(new URL(file, PARTIALS))]));
}

/** One style sheet: the colours of light, dark, high-contrast and paper, the marks of every chart, and those of pages and reports. */
export function chartStyles(): string {
  return STYLE_FILES.map((file) => readText(new URL(file, STYLES))).join('\n');
}

function readText(url: URL): string {
  return readFileSync(url, 'utf8');
}
