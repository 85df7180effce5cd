import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chartPartials } from '@slc/charts';
import { LANGUAGES, LOCALES } from '@slc/domain';
import Handlebars, { type HelperOptions } from 'handlebars';
import type { Assets } from './assets.js';
import { isMessageKey } from './locales/translate.js';
import type { PageContext } from './views/page-context.js';

export interface PageView {
  readonly title: string;
  /** The address without the language's prefix. Null for a page that has no address of its own, such as a result. */
  readonly path: string | null;
  /** After how long a browser without scripts loads the page again. By default it never does. */
  readonly refreshSeconds?: number | null;
}

/** @returns a whole HTML page; every value in it is escaped */
export type Render = (view: string, model: PageView, context: PageContext) => string;

const VIEWS = new URL('../../views/', import.meta.url);

/** Compiles all templates once. Each view is rendered inside the layout. */
export function createRender(assets: Assets): Render {
  const handlebars = Handlebars.create();
  // The addresses are made from the names of our own files and a checked base path, which need no escaping.
  handlebars.registerHelper('asset', (name: string, options: HelperOptions) => {
    const { base } = options.data.context as PageContext;
    return new handlebars.SafeString(base + assets.href(name));
  });
  // A message in the page's language; the hash arguments are its values.
  handlebars.registerHelper('t', (key: string, options: HelperOptions) => {
    if (!isMessageKey(key)) throw new Error(`message: expected a key of the message files, got ${key}`);
    const { t } = options.data.context as PageContext;
    return t(key, options.hash);
  });
  for (const [name, source] of [...chartPartials(), ...templates(new URL('partials/', VIEWS))])
    handlebars.registerPartial(name, source);
  const views = new Map(
    templates(VIEWS).map(([name, source]) => [name, handlebars.compile(source, COMPILER_OPTIONS)]),
  );
  return (view, model, context) => {
    const template = views.get(view);
    const layout = views.get('layout');
    if (!template || !layout) throw new Error(`view ${view}: expected a template of this name`);
    const data = { context };
    const body = new handlebars.SafeString(template({ ...model, ...addresses(context) }, { data }));
    return layout({ ...frame(view, model, context), body }, { data });
  };
}

/** Without its own indentation of partials: it would indent the code in them, too. */
const COMPILER_OPTIONS = { strict: true, preventIndent: true };

/** What the links of a page begin with. */
function addresses({ base, prefix }: PageContext) {
  return { base, prefix: base + prefix };
}

/** The values of the layout, which is the same for every page. */
function frame(view: string, { title, path, refreshSeconds = null }: PageView, context: PageContext) {
  const { locale, base } = context;
  return {
    title,
    refreshSeconds,
    lang: locale,
    ...addresses(context),
    isHome: view === 'home',
    isModel: view === 'model-info',
    isDocs: view === 'docs',
    // A result is not kept: a page in another language starts without it. The first page's script keeps its images.
    startsAnew: view === 'result',
    languages: LOCALES.map((one) => ({
      lang: one,
      name: LANGUAGES[one].name,
      href: `${base}/${one}${path ?? '/'}`,
      isCurrent: one === locale,
    })),
  };
}

function templates(folder: URL): [name: string, source: string][] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.hbs'))
    .map((file) => [file.slice(0, -4), readFileSync(fileURLToPath(new URL(file, folder)), 'utf8')]);
}
