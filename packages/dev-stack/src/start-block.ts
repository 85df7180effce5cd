import { type ModelInfo, NOTICE } from '@slc/domain';
import { modelText } from './model-text.js';

export interface StartBlockParts {
  readonly address: string;
  /** As the setting `MODEL` says it. */
  readonly modelName: string;
  readonly info: ModelInfo;
}

/** What a person wants to know who has typed `npm start`. */
export function startBlock(parts: StartBlockParts): string {
  return block([
    'Skin Lesion Classifier',
    '',
    ...stateLines(parts),
    '',
    NOTICE,
    'Ctrl-C ends it. What happens next is below.',
  ]);
}

/** The same of a model that did not serve when the first block was written, between the lines of the log. */
export function readyBlock(parts: StartBlockParts): string {
  return block(stateLines(parts));
}

function stateLines({ address, modelName, info: { state, model, manifest } }: StartBlockParts): string[] {
  return [
    `address  ${address}`,
    `model    ${model ? modelText(model) : (manifest?.id ?? modelName)}`,
    `state    ${[state.phase, state.reason].filter(Boolean).join(': ')}`,
  ];
}

function block(lines: readonly string[]): string {
  return `\n${lines.map((line) => `  ${line}`.trimEnd()).join('\n')}\n\n`;
}
