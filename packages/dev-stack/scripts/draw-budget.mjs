// Draws what measure-budget.mjs measured, as SVG:
//
//     node packages/dev-stack/scripts/draw-budget.mjs budget.json > budget.svg

import { readFileSync } from 'node:fs';

const { model, machine, stages } = JSON.parse(readFileSync(process.argv[2] ?? 0, 'utf8'));
const WIDTH = 760;
const ROW = 34;
const LEFT = 284;
const SCALE_WIDTH = 384;
// The network is many times the rest: its bar is cut, and says so.
const around = stages.slice(0, -1);
const most = Math.ceil(Math.max(...around.map(({ cpuMs }) => cpuMs)));
const height = stages.length * ROW + 66;
const sum = around.reduce((total, { cpuMs }) => total + cpuMs, 0).toFixed(1);
const title = `Processor time of an image by stage: ${sum} ms around the network`;

const rows = stages.map(({ stage, cpuMs }, i) => {
  const y = 44 + i * ROW;
  const isCut = cpuMs > most;
  const length = (SCALE_WIDTH * Math.min(cpuMs, most)) / most;
  const cut = isCut ? `<path class="cut" d="M${LEFT + length - 26} ${y - 2}l8 26m6 -26l8 26"/>` : '';
  return `<text x="${LEFT - 10}" y="${y + 16}" text-anchor="end">${stage}</text>
<rect class="${isCut ? 'network' : 'around'}" x="${LEFT}" y="${y}" width="${length.toFixed(1)}" height="22"/>${cut}
<text x="${(LEFT + length + 8).toFixed(1)}" y="${y + 16}">${cpuMs.toFixed(2)} ms</text>`;
});

process.stdout.write(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${title}">
<style>
text { font: 14px system-ui, sans-serif; fill: #1f2328 }
.small { font-size: 12px; fill: #59636e }
.page { fill: #ffffff }
.around { fill: #2f6fbd }
.network { fill: #8a94a0 }
.cut { stroke: #ffffff; stroke-width: 3 }
@media (prefers-color-scheme: dark) {
text { fill: #e6edf3 }
.small { fill: #9da7b1 }
.page { fill: #0d1117 }
.around { fill: #6ea8f0 }
.network { fill: #7d8590 }
.cut { stroke: #0d1117 }
}
</style>
<rect class="page" width="${WIDTH}" height="${height}"/>
<text x="16" y="26" font-weight="600">${title}</text>
${rows.join('\n')}
<text class="small" x="16" y="${height - 10}">${model}; ${machine}; the last bar is cut</text>
</svg>
`);
