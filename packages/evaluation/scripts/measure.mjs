// How long the figures take: node packages/evaluation/scripts/measure.mjs [IMAGES]
import { LABEL_SETS } from '../../domain/dist/index.js';
import { compare, evaluate } from '../dist/index.js';

const images = Number(process.argv[2] ?? 5_000);
const classes = LABEL_SETS.ham10000;
const count = classes.length;
// Answers that are right three times in four, of lesions of two images.
const labels = Int32Array.from({ length: images }, (_, image) => (image * image) % count);
const logits = Float64Array.from({ length: images * count }, (_, at) => {
  const image = Math.floor(at / count);
  return 3 * Math.sin(at * 12.9898) + (at % count === labels[image] ? 2.5 : 0);
});
const answers = { classes, logits, labels, groups: labels.map((_, image) => image >> 1) };

time('evaluate', () => evaluate(answers, { temperature: 1.5 }));
time('compare', () => compare(answers, answers, { temperatures: { first: 1, second: 1.5 } }));

function time(name, run) {
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  const seconds = ((user + system) / 1e6).toFixed(1);
  process.stdout.write(
    `${name}: ${images} images, ${count} classes, 2,000 draws: ${seconds} s of processor time\n`,
  );
}
