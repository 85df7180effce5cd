import { resolve } from 'node:path';
import {
  type Classifier,
  createResources,
  type EngineChoice,
  engineLayout,
  openClassifier,
} from '@slc/classifier';
import {
  type Classification,
  classById,
  type LesionClass,
  listImageFormats,
  SlcError,
  toSlcError,
} from '@slc/domain';
import type { Command } from 'commander';
import { engineOption } from './engine-option.js';
import { obtainDefaultModel, obtainModel } from './obtain-model.js';
import { OWN_IMAGE_LIMITS, OWN_IMAGE_RESOURCES, readOwnImage } from './own-images.js';
import { EXIT, type Terminal } from './terminal.js';

interface Options {
  readonly model?: string;
  readonly engine: EngineChoice;
  readonly json?: boolean;
}

export function addClassify(program: Command, terminal: Terminal, setExitCode: (code: number) => void): void {
  program
    .command('classify')
    .description(`classify image files: ${listImageFormats()}`)
    .argument('<file...>', 'image files')
    .option(
      '--model <model>',
      'manifest id, or path of a manifest (.json) or model file (.h5, .keras); if not given: the setting MODEL, else efficientnetv2s-ham10000 if it is on this machine, else compact-lite0',
    )
    .addOption(engineOption())
    .option('--json', 'write one JSON object per file, each on its own line')
    .action(async (files: string[], options: Options) => {
      const classifier = await open(options, terminal);
      try {
        for (const file of files) {
          const outcome = await classifyFile(classifier, resolve(terminal.directory, file));
          if (outcome instanceof SlcError) setExitCode(EXIT.failed);
          const { labels } = classifier.manifest;
          terminal.write(`${options.json ? asJson(file, outcome) : asText(file, outcome, labels)}\n`);
        }
      } finally {
        await classifier.close();
      }
    });
}

async function open({ model, engine }: Options, terminal: Terminal): Promise<Classifier> {
  const obtained =
    model === undefined ? await obtainDefaultModel(terminal) : await obtainModel(model, terminal);
  const resources = createResources(OWN_IMAGE_RESOURCES);
  return await openClassifier(obtained, {
    resources,
    engine,
    engineProcesses: 1,
    engineThreads: engineLayout({ processes: 1 }, resources.cores).threads,
    batchMaxSize: 1,
    batchMaxDelayMs: 0,
    queueLimit: 1,
    ...OWN_IMAGE_LIMITS,
    events: {
      engineGivenUp: (name, { message }) => terminal.complain(`slc: ${name} was given up: ${message}\n`),
    },
  });
}

/** A bad file is an outcome: the others are classified all the same. */
async function classifyFile(classifier: Classifier, path: string): Promise<Classification | SlcError> {
  try {
    const { classification } = await classifier.classify(await readOwnImage(path));
    return classification;
  } catch (thrown) {
    return toSlcError(thrown);
  }
}

function asJson(file: string, outcome: Classification | SlcError): string {
  if (outcome instanceof SlcError) {
    return JSON.stringify({ file, error: { code: outcome.code, message: outcome.message } });
  }
  return JSON.stringify({ file, ...outcome });
}

/** The classes after these are hardly probable; `--json` lists all. */
const CLASSES_SHOWN = 20;

function asText(file: string, outcome: Classification | SlcError, labels: readonly LesionClass[]): string {
  if (outcome instanceof SlcError) return `${file}\n  error ${outcome.code}: ${outcome.message}\n`;
  const shown = outcome.predictions.slice(0, CLASSES_SHOWN);
  const width = Math.max(5, ...shown.map(({ class: id }) => id.length));
  const line = (id: string, probability: number, name: string) =>
    `  ${id.padEnd(width)} ${(probability * 100).toFixed(1).padStart(5)} %  ${name}`;
  const rows = shown.map(({ class: id, probability }) => line(id, probability, classById(labels, id).name));
  const left = outcome.predictions.length - shown.length;
  if (left > 0) rows.push(`  and ${left} less probable classes`);
  const { malignantProbability: malignant } = outcome;
  if (malignant !== undefined) rows.push(line('', malignant, 'malignant or pre-malignant together'));
  const { engine, model, temperature, notice } = outcome;
  const by = `  model ${model.id} ${model.revision}${model.standIn ? ' (compact stand-in)' : ''}, T = ${temperature}, engine ${engine}`;
  return [file, ...rows, by, `  ${notice}`, ''].join('\n');
}
