import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { type ModelManifest, SlcError } from '@slc/domain';
import type { LocatedModel } from '@slc/models';
import { modelOnThisMachine } from '../obtain-model.js';
import { writeWholeFile } from '../output-file.js';
import type { Terminal } from '../terminal.js';
import { jsonText } from '../written-model/manifest-text.js';
import { type GoldenOptions, withGoldenAnswer } from './golden-answer.js';
import { newFile } from './new-file.js';

export interface AddOptions extends GoldenOptions {
  readonly out?: string | undefined;
}

/**
 * Adds its author's answer of an image to a manifest that is there, or changes it; all else stays as it is written.
 *
 * @throws SlcError `invalid_request` where it would be written elsewhere; as `modelOnThisMachine` and `withGoldenAnswer`
 */
export async function addGoldenAnswer(
  name: string,
  { out, ...golden }: AddOptions,
  terminal: Terminal,
): Promise<void> {
  const path = resolve(terminal.directory, name);
  const target = out === undefined ? null : besideManifest(path, resolve(terminal.directory, out), out);
  const model = await modelOnThisMachine(name, terminal);
  if (model.kind === 'bare-file' || golden.golden === undefined) {
    throw new SlcError(
      'invalid_request',
      `${name}: expected a bare model file, it has a manifest already: --golden and --expect add its author's answer to that`,
    );
  }
  const { goldenAnswers: added = [] } = await withGoldenAnswer(asItsAuthorRan(model), golden, terminal);
  const kept = (model.manifest.goldenAnswers ?? []).filter(
    ({ file }) => !added.some((each) => each.file === file),
  );
  const written = JSON.parse(await readFile(path, 'utf8'));
  const text = jsonText({ ...written, goldenAnswers: [...kept, ...added] });
  if (target === null) terminal.write(text);
  else {
    await writeWholeFile(target, text);
    terminal.write(`${out}\n`);
  }
}

/** What the manifest names lies beside it. */
function besideManifest(manifest: string, target: string, shown: string): string {
  if (target === manifest) return target;
  if (dirname(target) === dirname(manifest)) return newFile(target, shown);
  const expected = `expected a file in the manifest's own folder, where what it names lies, or the manifest itself`;
  throw new SlcError('invalid_request', `--out ${shown}: ${expected}`);
}

/** Before anybody fitted a temperature, of the picture alone, and whatever answers it has already. */
function asItsAuthorRan(model: LocatedModel): LocatedModel {
  const { goldenAnswers: _, ...manifest } = model.manifest;
  const untouched: ModelManifest = {
    ...manifest,
    temperature: { value: 1, fittedOn: null },
    preprocessing: { ...manifest.preprocessing, views: 1 },
  };
  return { ...model, manifest: untouched };
}
