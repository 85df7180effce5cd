import { describeValues } from './layers/describe-values.js';
import { LAYERS } from './layers/index.js';
import { REFUSED_LAYERS } from './layers/refused.js';
import { KERAS_FUNCTIONS } from './operations/keras.js';

/** The README's table of layers, from the tables that the reader itself uses. Markdown. */
export function supportedLayersTable(): string {
  const namesByRest = new Map<string, string[]>();
  for (const [className, { options, note }] of Object.entries(LAYERS)) {
    const named = Object.entries(options).map(([name, schema]) => {
      const values = describeValues(schema);
      return `\`${name}\`${values === '' ? '' : ` (${values})`}`;
    });
    const rest = `| ${named.join(', ')} | ${note.replaceAll('|', '\\|')} |`;
    namesByRest.set(rest, [...(namesByRest.get(rest) ?? []), `\`${className}\``]);
  }
  // Layers that are read alike share a row.
  const rows = [...namesByRest].map(([rest, names]) => `| ${names.join(', ')} ${rest}`);
  return [
    '| layer | options that are read | |',
    '|---|---|---|',
    '| `InputLayer` | `batch_input_shape`, `batch_shape` | one; (height, width, 3), (height, width, 1) or (height, width), of any float type or of whole numbers that hold a pixel; a batch size is ignored, an open height or width comes from the manifest |',
    '| `Functional`, `Model`, `Sequential` | | also as layers, in any depth, several inputs and outputs inside |',
    ...rows,
    '| any other class named …`Dropout`, …`DropBlock`, …`DropPath`, …`DropConnect` or …`StochasticDepth` (not Monte Carlo) | | does nothing at inference time; with two inputs, and `survival_probability` or `rate`: a + b * survival |',
    '',
    `Functions of Keras 3 (\`keras.ops\`): ${Object.keys(KERAS_FUNCTIONS).join(', ')}.`,
    '',
    'Refused by name, with the reason:',
    '',
    ...refusals(),
    '',
    'Any other class, function, option or argument is refused, and the message names it.',
  ].join('\n');
}

function refusals(): readonly string[] {
  const reasons = new Set(Object.values(REFUSED_LAYERS));
  return [...reasons].map((reason) => {
    const names = Object.keys(REFUSED_LAYERS).filter((name) => REFUSED_LAYERS[name] === reason);
    return `- ${names.map((name) => `\`${name}\``).join(', ')}: ${reason}.`;
  });
}
