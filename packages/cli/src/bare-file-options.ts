import { SlcError } from '@slc/domain/light';
import type { NamedModel } from '@slc/models';
import { SCALINGS, type Scaling } from '@slc/models/light';
import { type Command, Option } from 'commander';
import { type LabelChoice, NAMED_LABELS, readLabels } from './label-choice.js';
import { parsedArgument } from './parsed-argument.js';

/** What the user says of a model file that comes without a manifest. */
export interface BareFileOptions {
  readonly labels?: LabelChoice | undefined;
  readonly scaling?: Scaling | undefined;
}

const SCALING_NAMES = Object.keys(SCALINGS) as Scaling[];

/** Adds `--labels` and `--scaling`, which end the guesses of a bare model file. */
export function addBareFileOptions(command: Command): Command {
  const sets = Object.keys(NAMED_LABELS).filter((name) => name !== 'ham10000');
  return command
    .option(
      '--labels <labels>',
      `classes of a bare model file, in the order of its outputs: ${sets.join(', ')}, or A,B,…`,
      parsedArgument(readLabels),
    )
    .addOption(
      new Option(
        '--scaling <scaling>',
        'what a bare model file wants its pixels to be: pixel / 127.5 - 1 (original), 0..255 (none), pixel / 255 (unit), ImageNet’s mean and deviation (imagenet)',
      ).choices(SCALING_NAMES),
    );
}

/**
 * The bare file with what the user says of it. Any other model as it is.
 *
 * @throws SlcError `invalid_request` where something is said of a model that has a manifest
 */
export function withChoices<Model extends NamedModel>(
  model: Model,
  { labels, scaling }: BareFileOptions,
): Model {
  const given = [...(labels ? ['--labels'] : []), ...(scaling ? ['--scaling'] : [])].join(' and ');
  if (given === '') return model;
  if (model.kind === 'bare-file') return { ...model, labels: labels?.labels, scaling };
  throw new SlcError(
    'invalid_request',
    `${given}: expected a bare model file beside it; model ${model.manifest.id} has a manifest, which says its classes and its scaling`,
  );
}

/** The options as they can be typed again. */
export function bareFileArguments({ labels, scaling }: BareFileOptions) {
  return [
    ['--labels', labels?.text],
    ['--scaling', scaling],
  ] as const;
}
