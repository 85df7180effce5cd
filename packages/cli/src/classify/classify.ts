import type { EngineChoice } from '@slc/classifier';
import type { Precision } from '@slc/domain';
import { EXPLANATION_METHODS, type ExplanationMethod, listImageFormats } from '@slc/domain/light';
import { type Command, Option } from 'commander';
import { addBareFileOptions, type BareFileOptions } from '../bare-file-options.js';
import { engineOption } from '../engine-option.js';
import { MODEL_HELP } from '../model-option.js';
import { precisionOption } from '../precision-option.js';
import { refuseOwnModel, type ServerOption, serverOption } from '../server/server-option.js';
import { EXIT, type Terminal } from '../terminal.js';
import { addOutputOptions, type OutputOptions } from './output-options.js';

export interface ClassifyOptions extends BareFileOptions, ServerOption, OutputOptions {
  readonly model?: string;
  readonly engine: EngineChoice;
  readonly precision: Precision;
  readonly explain?: ExplanationMethod;
  readonly out?: string;
  readonly dicomOut?: string;
}

const HELP = `
A folder is all the images in it and in its folders, by their endings; - is one image on standard input. On a terminal each image
gets a line, and a lone one all that is known of it. With --output the answers stand in the order in which they come.

Examples:
  slc classify lesion.jpg
  slc classify photographs
  slc classify - < lesion.jpg
  slc classify --json photographs > answers.jsonl
  slc classify --server worker.example:50051 --output answers.jsonl --resume photographs
  slc classify --output share-2.csv --shard 2/8 photographs
  slc classify --model my-model/manifest.json --format csv *.jpg > answers.csv
  slc classify --model my-model.keras --labels ham10000-28x28 --scaling unit lesion.jpg
  slc classify --explain grad-cam --out maps *.jpg
  slc classify --explain grad-cam --dicom-out reports *.dcm`;

export function addClassify(program: Command, terminal: Terminal, setExitCode: (code: number) => void): void {
  const command = program
    .command('classify')
    .description(`classify images: ${listImageFormats()}`)
    .argument('<file...>', 'image files, folders of them, or - for one image on standard input')
    .option(
      '--model <model>',
      `${MODEL_HELP}; if not given: the setting MODEL, else efficientnetv2s-ham10000 if it is on this machine, else compact-lite0`,
    );
  addOutputOptions(
    addBareFileOptions(command)
      .addOption(serverOption())
      .addOption(engineOption())
      .addOption(precisionOption()),
  )
    .addOption(
      new Option('--explain <method>', 'also show where in the picture the answer comes from').choices(
        EXPLANATION_METHODS,
      ),
    )
    .option('--out <folder>', 'with --explain: write each picture with its map over it there, as a PNG')
    .option(
      '--dicom-out <folder>',
      'write a DICOM report on each DICOM image there, with --explain also its heat map',
    )
    .addHelpText('after', HELP)
    .action(async (names: string[], options: ClassifyOptions, command: Command) => {
      refuseOwnModel(command);
      const { classifyImages } = await import('./classify-images.js');
      const failed = await classifyImages(names, options, terminal);
      if (failed > 0) setExitCode(EXIT.failed);
    });
}
