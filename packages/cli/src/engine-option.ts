import { ENGINE_CHOICES } from '@slc/classifier/light';
import { Option } from 'commander';

/** `--engine`, whose default is the worker's setting `ENGINE`. A blank setting counts as not set. */
export function engineOption(): Option {
  const option = new Option(
    '--engine <engine>',
    'engine that runs the network; if not given, the setting ENGINE',
  )
    .choices(ENGINE_CHOICES)
    .default('auto');
  return process.env.ENGINE?.trim() ? option.env('ENGINE') : option;
}
