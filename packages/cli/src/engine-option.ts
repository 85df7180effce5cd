import { ENGINE_CHOICES } from '@slc/classifier';
import { Option } from 'commander';

/** `--engine`: without it the worker's own setting counts, where blank is not set. */
export function engineOption(): Option {
  const option = new Option('--engine <engine>', 'what runs the network; without it ENGINE')
    .choices(ENGINE_CHOICES)
    .default('auto');
  return process.env.ENGINE?.trim() ? option.env('ENGINE') : option;
}
