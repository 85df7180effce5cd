// gpu-table.mjs [NAME CPU.json GPU.json]...: a table in Markdown of what `slc bench engine --json` measured on the CPU and on the
// GPU, one row a model and batch size. What was not measured is left out.
import { existsSync, readFileSync } from 'node:fs';

const files = process.argv.slice(2);
const rows = [];
for (let i = 0; i < files.length; i += 3) {
  const [name, cpu, gpu] = [files[i], measurementsOf(files[i + 1]), measurementsOf(files[i + 2])];
  for (const [batch, onGpu] of gpu) {
    const onCpu = cpu.get(batch);
    const speeds = [onCpu, onGpu].map((measured) => measured?.imagesPerSecond);
    const ratio = speeds[0] && speeds[1] && speeds[1] / speeds[0];
    rows.push([
      name,
      batch,
      ...speeds.map(inWords),
      inWords(onCpu?.batchMs),
      inWords(onGpu.batchMs),
      inWords(ratio),
    ]);
  }
}
const heads = [
  'model',
  'batch',
  'CPU, images/s',
  'GPU, images/s',
  'CPU, ms a batch',
  'GPU, ms a batch',
  'GPU / CPU',
];
const lines = [heads, heads.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
process.stdout.write(`${lines.join('\n')}\n`);

/** @returns by batch size */
function measurementsOf(path) {
  const text = existsSync(path) ? readFileSync(path, 'utf8').trim() : '';
  const { measurements } = text ? JSON.parse(text) : { measurements: [] };
  return new Map(measurements.map((measured) => [/batch (\d+)$/.exec(measured.load)?.[1], measured]));
}

/** Three digits that count. */
function inWords(value) {
  if (!value) return '–';
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
