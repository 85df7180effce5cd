import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Classification } from '@slc/domain';
import { expect, it } from 'vitest';
import { nearly, toldByExamples } from './clients/told.js';
import { DRAWING_PATH } from './running-stack.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const example = (name: string) => read(join('services/gateway/examples', name));

const readme = read('README.md');
/** The fenced blocks in this language. */
const blocksIn = (language: string) =>
  [...readme.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)]
    .filter(([, found]) => found === language)
    .map(([, , text]) => text ?? '');

/** The API page's answer, which api-clients.test.ts compares with the running service's. */
const answer = JSON.parse(example('answer.json')) as Classification;

it('the README’s programs are those of the API page, each of which is run', () => {
  expect(blocksIn('python')).toEqual([example('classify.py'), example('classify_grpc.py')]);
  expect(blocksIn('sh')).toEqual([example('image.sh'), example('stubs.sh')]);
});

it('the README’s answers are those that the service gives to the drawing that it sends', () => {
  expect(readme).toContain(`curl -F image=@${relative(root, DRAWING_PATH)} http://localhost:8000/`);
  const [shown = ''] = blocksIn('json');
  expect(answer).toMatchObject(nearly(JSON.parse(shown)) as object);
  expect(blocksIn('text')).toEqual([toldByExamples(answer)]);
});

it('the README’s figures of the compact model are those of its manifest', () => {
  const manifest = JSON.parse(read('packages/models/compact-lite0/manifest.json'));
  const { images, verdicts } = manifest.outliers.heldOut.wrongSort;
  const count = (verdict: string) =>
    verdicts.find((row: { verdict: string }) => row.verdict === verdict).images;
  expect(readme.replaceAll('\n', ' ')).toContain(
    `Of ${images} photographs of skin without one, the compact model calls ${count('unusable')} unusable and ${count('clear')} clear`,
  );
});

it('every link of every README leads somewhere', () => {
  const rooms = ['packages', 'services'].flatMap((group) =>
    readdirSync(join(root, group)).map((name) => `${group}/${name}/README.md`),
  );
  const others = ['README.md', '.github/CONTRIBUTING.md', 'deploy/README.md', 'test_images/README.md'];
  const files = [...others, ...rooms.filter((file) => existsSync(join(root, file)))];
  const lost = files.flatMap((file) =>
    [...read(file).matchAll(/\]\(([^)\s]+)\)/g)]
      .map(([, target = '']) => target)
      .filter((target) => !/^\w+:/.test(target) && !leadsSomewhere(file, target))
      .map((target) => `${file}: ${target}`),
  );
  expect(lost).toEqual([]);
});

function leadsSomewhere(from: string, target: string): boolean {
  const [path = '', anchor] = target.split('#');
  const to = path === '' ? from : join(dirname(from), path);
  if (!existsSync(join(root, to))) return false;
  return anchor === undefined || !to.endsWith('.md') || anchorsOf(read(to)).includes(anchor);
}

/** The names that GitHub gives to headings. */
function anchorsOf(markdown: string): readonly string[] {
  return [...markdown.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}_\- ]/gu, '')
      .replaceAll(' ', '-'),
  );
}
