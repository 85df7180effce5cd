import { createFormat, createTranslate, type Format, type LesionClass, type Translate } from '@slc/domain';
import type { NotFitted } from '../fits/not-fitted.js';
import { en, type MessageKey } from './locales/en.js';

interface Words {
  readonly t: Translate<MessageKey>;
  readonly format: Format;
  /** Of the class with an id. */
  readonly nameOf: (id: string) => string;
}

/** What could not be fitted and why, one sentence each. */
export function notFittedSentences(all: readonly NotFitted[], words: Words): string[] {
  return all.map((one) => words.t(`notFitted.${one.code}`, valuesOf(one, words)));
}

/** The same in English, as the command line says it. */
export function notFittedInEnglish(
  all: readonly NotFitted[],
  classes: readonly Pick<LesionClass, 'id' | 'name'>[],
): string[] {
  const names = new Map(classes.map(({ id, name }) => [id, name]));
  const nameOf = (id: string) => names.get(id) ?? id;
  return notFittedSentences(all, { t: createTranslate(en), format: createFormat('en'), nameOf });
}

/** More are in the table of classes. */
const MOST_NAMED = 12;

function valuesOf(one: NotFitted, { t, format, nameOf }: Words): Readonly<Record<string, string>> {
  switch (one.code) {
    case 'temperature':
      return { kept: format.number(one.kept) };
    case 'thresholds': {
      const named = one.classes
        .slice(0, MOST_NAMED)
        .map(({ class: id, images }) =>
          t('notFitted.class', { name: nameOf(id), count: format.integer(images) }),
        );
      const classes = [...named, ...(one.classes.length > MOST_NAMED ? ['…'] : [])].join(', ');
      return { classes, asked: format.number(one.coverage), needed: format.integer(one.needed) };
    }
    case 'fewWrongSort':
      return { needed: format.integer(one.needed), count: format.integer(one.images) };
    case 'embedding':
    case 'noWrongSort':
      return {};
  }
}
