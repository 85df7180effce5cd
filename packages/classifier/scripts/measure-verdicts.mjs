// The share of each verdict that a model gives on named sets of pictures; build first. Each FOLDER's images are counted as they
// are and, with --defects, spoiled as well; drawn pictures of nothing always are. EVERY takes each nth image of a folder.
//
//     node packages/classifier/scripts/measure-verdicts.mjs MODEL [FOLDER …] [--defects] [--every=EVERY]

import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { openSmall } from './open-small.mjs';
import { countVerdicts, SETS_OF_NOTHING, SPOILED } from './verdict-sets.mjs';

const args = process.argv.slice(2);
const [model = 'compact-lite0', ...folders] = args.filter((arg) => !arg.startsWith('--'));
const every = Number(args.find((arg) => arg.startsWith('--every='))?.slice('--every='.length) ?? 1);
const classifier = await openSmall(model);
process.stdout.write('| pictures | images | clear | undecided | unusable |\n|---|---|---|---|---|\n');
for (const [name, picture] of Object.entries(SETS_OF_NOTHING)) await printSet(name, [picture]);
for (const folder of folders) {
  const names = (await readdir(folder)).filter((name) => /\.(jpe?g|png)$/i.test(name)).sort();
  const taken = names.filter((_, i) => i % every === 0).map((name) => () => readFile(join(folder, name)));
  await printSet(basename(folder), taken);
  if (!args.includes('--defects')) continue;
  for (const [defect, spoil] of Object.entries(SPOILED))
    await printSet(
      `${basename(folder)}, ${defect}`,
      taken.map((read) => async () => spoil(await read())),
    );
}
await classifier.close();

async function printSet(name, pictures) {
  const counts = await countVerdicts(classifier, pictures);
  const shares = ['clear', 'undecided', 'unusable'].map(
    (verdict) => `${((100 * counts[verdict]) / pictures.length).toFixed(1)} %`,
  );
  process.stdout.write(`| ${[name, pictures.length, ...shares].join(' | ')} |\n`);
}
