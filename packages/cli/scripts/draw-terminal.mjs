#!/usr/bin/env node
// Draws what a command wrote to a terminal, as the terminal shows it in the end, as SVG on standard output:
//   C='npx slc classify --model compact-lite0 test_images/synthetic'
//   script -qec "stty cols 100; $C" /dev/null | node packages/cli/scripts/draw-terminal.mjs "$C" > packages/cli/pictures/classify.svg
// `script` (util-linux) gives the command a terminal; 100 columns is what is drawn.
import { text as readAll } from 'node:stream/consumers';

const COLUMNS = 100;
const CELL = { width: 8.4, height: 20 };
const MARGIN = 18;
/** A control sequence (ECMA-48) with its parameters and its last byte, a control character, or one character. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what a terminal obeys
const WRITTEN = /\u001b\[([\d;?]*)([A-Za-z])|[\r\n]|[^\u0000-\u001f]/gu;

const command = process.argv[2];
if (command === undefined) {
  process.stderr.write('usage: draw-terminal.mjs COMMAND < WHAT_IT_WROTE > PICTURE.svg\n');
  process.exit(2);
}
process.stdout.write(draw([...show(`$ ${command}\r\n`), ...show(await readAll(process.stdin))]));

/** The rows of cells that stand on the screen in the end. */
function show(written) {
  const rows = [[]];
  let row = 0;
  let column = 0;
  let isBold = false;
  for (const [piece, parameters, last] of written.matchAll(WRITTEN)) {
    if (last === 'm') isBold = parameters === '1';
    else if (last === 'G') column = Number(parameters || 1) - 1;
    // Every eraser that the command line uses erases to the end of the line.
    else if (last === 'K') rows[row].splice(column);
    else if (piece === '\r') column = 0;
    else if (piece === '\n') rows[++row] ??= [];
    else if (last === undefined) {
      if (column === COLUMNS) {
        rows[++row] ??= [];
        column = 0;
      }
      rows[row][column++] = { character: piece, isBold };
    }
  }
  return rows.at(-1).length === 0 ? rows.slice(0, -1) : rows;
}

function draw(rows) {
  const width = Math.ceil(COLUMNS * CELL.width + 2 * MARGIN);
  const height = rows.length * CELL.height + 2 * MARGIN;
  const spoken = rows.map((row) => row.map(({ character }) => character).join('')).join('\n');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">
<title>${escaped(spoken)}</title>
<rect width="100%" height="100%" rx="8" fill="#141218"/>
<g fill="#eeebf3" font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace" font-size="14" xml:space="preserve">
${rows.flatMap(drawRow).join('\n')}
</g>
</svg>
`;
}

/** One text for each word, at its column and of its width, so that columns stay aligned in any font. */
function drawRow(row, index) {
  const line = Array.from(row, (cell) => cell?.character ?? ' ').join('');
  const y = MARGIN + (index + 0.75) * CELL.height;
  return [...line.matchAll(/\S+/g)].map(({ 0: word, index: at }) => {
    const x = (MARGIN + at * CELL.width).toFixed(1);
    const length = (word.length * CELL.width).toFixed(1);
    const weight = row[at].isBold ? ' font-weight="bold"' : '';
    return `<text x="${x}" y="${y}" textLength="${length}" lengthAdjust="spacingAndGlyphs"${weight}>${escaped(word)}</text>`;
  });
}

function escaped(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
