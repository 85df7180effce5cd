import { LOCALES } from '@slc/domain/light';
import { Option } from 'commander';

export function languageOption(): Option {
  return new Option('--language <language>', 'language of the report').choices(LOCALES).default('en');
}
