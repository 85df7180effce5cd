import { PRECISIONS } from '@slc/domain/light';
import { Option } from 'commander';

/** `--precision`, whose default is the worker's setting `PRECISION`. A blank setting counts as not set. */
export function precisionOption(): Option {
  const option = new Option(
    '--precision <precision>',
    'numbers that the network is computed in; if not given, the setting PRECISION. int8: a model whose ranges slc quantize measured',
  )
    .choices(PRECISIONS)
    .default('float32');
  return process.env.PRECISION?.trim() ? option.env('PRECISION') : option;
}
