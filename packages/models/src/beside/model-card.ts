import type { ModelManifest } from '@slc/domain';

type Licence = ModelManifest['licence'];

/** The file of a repository on the Hub that describes its model. */
export const MODEL_CARD = 'README.md';

/**
 * The licence that a model card names in its metadata (huggingface.co/docs/hub/model-cards): a block of YAML before the text, of which
 * the one line is read.
 *
 * @param repo whose card it is
 * @returns null where it names none, or several
 */
export function licenceOfCard(text: string, repo: string): Licence | null {
  const [, metadata = ''] = /^\uFEFF?---\r?\n([\s\S]*?)\r?\n---/.exec(text) ?? [];
  const said = wordOf(metadata, 'license');
  if (said === null || said === 'unknown') return null;
  const name = said === 'other' ? wordOf(metadata, 'license_name') : said;
  if (name === null) return null;
  return {
    spdx: SPDX[name.toLowerCase()] ?? `LicenseRef-${name}`,
    nonCommercial: /(^|-)(nc|non-?commercial)(-|$)/i.test(name),
    attribution: `${repo} on the Hugging Face Hub, whose model card says: ${name}.`,
  };
}

function wordOf(metadata: string, key: string): string | null {
  const [, value = ''] =
    new RegExp(`^${key}:[ \\t]*['"]?([A-Za-z0-9.+-]{1,64})['"]?[ \\t]*\\r?$`, 'm').exec(metadata) ?? [];
  return value || null;
}

/** The Hub's words for licences (huggingface.co/docs/hub/repositories-licenses) that SPDX has, as it writes them. */
const SPDX: Readonly<Record<string, string>> = Object.fromEntries(
  [
    ...[
      'Apache-2.0',
      'MIT',
      'BSD-2-Clause',
      'BSD-3-Clause',
      'BSD-3-Clause-Clear',
      'ISC',
      'Zlib',
      'Unlicense',
      'WTFPL',
    ],
    ...['CC0-1.0', 'CC-BY-3.0', 'CC-BY-4.0', 'CC-BY-SA-3.0', 'CC-BY-SA-4.0', 'CC-BY-ND-4.0'],
    ...[
      'CC-BY-NC-2.0',
      'CC-BY-NC-3.0',
      'CC-BY-NC-4.0',
      'CC-BY-NC-SA-2.0',
      'CC-BY-NC-SA-3.0',
      'CC-BY-NC-SA-4.0',
    ],
    ...[
      'CC-BY-NC-ND-3.0',
      'CC-BY-NC-ND-4.0',
      'GPL-2.0',
      'GPL-3.0',
      'LGPL-2.1',
      'LGPL-3.0',
      'AGPL-3.0',
      'MPL-2.0',
    ],
    ...[
      'EPL-2.0',
      'EUPL-1.1',
      'EUPL-1.2',
      'AFL-3.0',
      'Artistic-2.0',
      'BSL-1.0',
      'MS-PL',
      'NCSA',
      'OFL-1.1',
      'OSL-3.0',
    ],
  ].map((id) => [id.toLowerCase(), id]),
);
