import type { Argument, Command, Option } from 'commander';

/** What may stand in one place of a command line. */
export interface Place {
  readonly words: readonly string[];
  readonly takesFiles: boolean;
}

/** What can be typed after a command. */
export interface CommandWords extends Place {
  /** `model list`; empty for the program itself. */
  readonly path: string;
  readonly options: readonly string[];
  /** After an option that takes a value. */
  readonly values: readonly (Place & { readonly options: readonly string[] })[];
}

/** Placeholders that stand for a file or a folder. */
const FILES = /file|folder|model|^(D|M2?)$/;
const MODELS = /model|^M2?$/;

/**
 * The program and all of its commands.
 *
 * @param modelIds ids of manifests, which stand where a model does
 */
export function commandWords(program: Command, modelIds: readonly string[]): readonly CommandWords[] {
  const of = (command: Command, path: string): CommandWords[] => {
    const help = command.createHelp();
    const commands = help.visibleCommands(command);
    const options = help.visibleOptions(command);
    const places = command.registeredArguments.map((argument) =>
      placeOf(argument, argument.name(), modelIds),
    );
    const own = {
      path,
      options: options.flatMap(namesOf),
      words: [...commands.map((each) => each.name()), ...places.flatMap(({ words }) => words)],
      takesFiles: places.some(({ takesFiles }) => takesFiles),
      values: options
        .filter(({ required, optional }) => required || optional)
        .map((option) => ({ options: namesOf(option), ...placeOf(option, placeholderOf(option), modelIds) })),
    };
    return [own, ...commands.flatMap((each) => of(each, `${path} ${each.name()}`.trim()))];
  };
  return of(program, '');
}

function namesOf({ short, long }: Option): string[] {
  return [short, long].filter((name) => name !== undefined);
}

function placeholderOf({ flags }: Option): string {
  return /[<[](.*?)(\.\.\.)?[>\]]/.exec(flags)?.[1] ?? '';
}

function placeOf(
  { argChoices }: Pick<Argument | Option, 'argChoices'>,
  placeholder: string,
  modelIds: readonly string[],
): Place {
  if (argChoices) return { words: argChoices, takesFiles: false };
  return { words: MODELS.test(placeholder) ? modelIds : [], takesFiles: FILES.test(placeholder) };
}
