import { describe, expect, it } from 'vitest';
import { licenceOfCard } from './model-card.js';

const card = (...lines: readonly string[]) =>
  ['---', ...lines, '---', '# A model', 'license: mit'].join('\n');

describe('the licence of a model card', () => {
  it.each([
    [['license: apache-2.0'], 'Apache-2.0', false],
    [['tags:', '- vision', "license: 'mit'", 'library_name: timm'], 'MIT', false],
    [['license: cc-by-nc-4.0\r'], 'CC-BY-NC-4.0', true],
    [['license: other', 'license_name: our-own'], 'LicenseRef-our-own', false],
    [['license: other', 'license_name: research-noncommercial'], 'LicenseRef-research-noncommercial', true],
    [['license: openrail'], 'LicenseRef-openrail', false],
  ])('%j is %s', (lines, spdx, nonCommercial) => {
    const licence = licenceOfCard(card(...lines), 'somebody/a-model');
    expect(licence).toMatchObject({ spdx, nonCommercial });
    expect(licence?.attribution).toMatch(
      /^somebody\/a-model on the Hugging Face Hub, whose model card says: /,
    );
  });

  it.each([
    ['in the text alone', '# A model\nlicense: mit\n'],
    ['as a list', card('license:', '- mit', '- apache-2.0')],
    ['without a name', card('license: other')],
    ['as not known', card('license: unknown')],
    ['as something that is no word', card('license: [mit, apache-2.0]')],
  ])('is none where it stands there %s', (_, text) => {
    expect(licenceOfCard(text, 'somebody/a-model')).toBeNull();
  });
});
