import { stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { type ModelManifest, SlcError } from '@slc/domain';
import { bareFileManifest, type LocatedModel, modelIdOf } from '@slc/models';
import type { BareFileOptions } from '../bare-file-options.js';
import { writeWholeFile } from '../output-file.js';
import type { Terminal } from '../terminal.js';
import { pathFrom, sourceAt } from '../written-model/manifest-parts.js';
import { manifestText } from '../written-model/manifest-text.js';
import { addGoldenAnswer } from './add-golden-answer.js';
import { askChoices } from './ask-choices.js';
import { type FoundModel, findModel } from './find-model.js';
import { assertBothGiven, withGoldenAnswer } from './golden-answer.js';
import { type InspectedFile, inspectAsking } from './inspect-asking.js';
import type { ManifestOptions } from './manifest.js';
import { manifestAdvice } from './manifest-advice.js';
import { newFile } from './new-file.js';

/** What the command does. */
export async function writeManifest(
  name: string,
  { out, golden, expect, ...ofBareFile }: ManifestOptions,
  terminal: Terminal,
): Promise<void> {
  const goldenOptions = { ...(golden !== undefined && { golden }), ...(expect && { expect }) };
  assertBothGiven(goldenOptions);
  if (/\.json$/i.test(name)) {
    assertNothingSaid(name, ofBareFile);
    await addGoldenAnswer(name, { ...goldenOptions, out }, terminal);
    return;
  }
  const path = out === undefined ? null : newFile(resolve(terminal.directory, out), out);
  const { size, output, preset, file: asked, channels, ...said } = ofBareFile;
  const { file, source, licence } = await findModel(name, asked, terminal);
  const bare = { ...file, size, output, preset, labels: said.labels?.labels };
  const inspected = await inspectAsking(bare, terminal.ask);
  const choices = terminal.ask ? await askChoices(inspected, said, terminal.ask) : said;
  const folder = path === null ? terminal.directory : dirname(path);
  const described = await describe(inspected, { choices, channels, folder, source, licence });
  const model: LocatedModel = {
    ...{ kind: 'manifest', manifest: described, folder, weightsPath: file.weightsPath },
    verifiedSha256: inspected.inspection.mainSha256,
  };
  const manifest = await withGoldenAnswer(model, goldenOptions, terminal);
  const text = manifestText(manifest);
  if (path === null) terminal.write(text);
  else {
    await writeWholeFile(path, text);
    terminal.write(`${out}\n`);
  }
  terminal.complain(manifestAdvice(manifest, out));
}

/** @throws SlcError `invalid_request` */
function assertNothingSaid(name: string, ofBareFile: object): void {
  const given = Object.entries(ofBareFile).filter(([, value]) => value !== undefined);
  if (given.length === 0) return;
  const options = given.map(([option]) => `--${option}`).join(' and ');
  throw new SlcError(
    'invalid_request',
    `${options}: expected a bare model file beside it; ${name} is a manifest, where it can be written`,
  );
}

interface Described extends Pick<FoundModel, 'source' | 'licence'> {
  readonly channels: 'rgb' | 'bgr' | undefined;
  readonly choices: BareFileOptions;
  /** Where the manifest will lie. */
  readonly folder: string;
}

async function describe(
  { file: { weightsPath, output, preset }, inspection }: InspectedFile,
  { choices, channels: order, folder, source, licence }: Described,
): Promise<ModelManifest> {
  const { mainSha256: sha256, input, parameters, outputClasses, ownScaling, found } = inspection;
  const { height, width, channels } = input;
  const onnx = inspection.onnx && { layout: inspection.onnx.input.layout, channels };
  const facts = { weightsPath, sha256, input: { height, width }, parameters, classes: outputClasses };
  const { labels, scaling } = choices;
  const { externalFiles } = inspection.onnx ?? {};
  const manifest = bareFileManifest(
    { ...facts, ownScaling, onnx, found, externalFiles },
    { labels: labels?.labels, scaling, preset, output },
  );
  const { preprocessing } = manifest;
  // Its texts are to be written by those who know the model: in one language first.
  const own = {
    ...manifest,
    translations: {},
    ...(licence && { licence }),
    preprocessing: {
      ...preprocessing,
      ...(channels === 1 && { channels: 'grey' as const }),
      ...(order && { channels: order }),
    },
  };
  if (source) return { ...own, ...namesOf(source.repo), source };
  const { size: sizeBytes } = await stat(weightsPath);
  const local = sourceAt(manifest.source, pathFrom(folder, weightsPath));
  return { ...own, source: { ...local, sizeBytes } };
}

/** A model of the Hub is known by its repository: most of its files have the same name. */
function namesOf(repo: string): Pick<ModelManifest, 'id' | 'name'> {
  return { id: modelIdOf(repo.split('/').at(-1) ?? repo), name: repo };
}
