import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import Handlebars from 'handlebars';

/** @returns a whole HTML page; every value in it is escaped */
export type Render = (view: string, model: { readonly title: string }) => string;

const VIEWS = new URL('../views/', import.meta.url);

/** Compiles all templates once. A view is put into the layout. */
export function createRender(): Render {
  const handlebars = Handlebars.create();
  for (const [name, source] of templates(new URL('partials/', VIEWS)))
    handlebars.registerPartial(name, source);
  const views = new Map(
    templates(VIEWS).map(([name, source]) => [name, handlebars.compile(source, { strict: true })]),
  );
  return (view, model) => {
    const template = views.get(view);
    const layout = views.get('layout');
    if (!template || !layout) throw new Error(`view ${view}: expected a template of this name`);
    return layout({ title: model.title, body: new handlebars.SafeString(template(model)) });
  };
}

function templates(folder: URL): [name: string, source: string][] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.hbs'))
    .map((file) => [file.slice(0, -4), readFileSync(fileURLToPath(new URL(file, folder)), 'utf8')]);
}
