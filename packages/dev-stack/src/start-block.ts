import { type ModelInfo, NOTICE } from '@slc/domain';

export interface StartBlockParts {
  readonly address: string;
  /** As the setting `MODEL` says it. */
  readonly modelName: string;
  readonly info: ModelInfo;
}

/** What a person wants to know who has typed `npm start`. */
export function startBlock({
  address,
  modelName,
  info: { state, model, manifest },
}: StartBlockParts): string {
  const answering = model ? `${model.id} ${model.revision}${model.standIn ? ' (compact stand-in)' : ''}` : '';
  const lines = [
    'Skin Lesion Classifier',
    '',
    `address  ${address}`,
    `model    ${answering || (manifest?.id ?? modelName)}`,
    `state    ${[state.phase, state.reason].filter(Boolean).join(': ')}`,
    '',
    NOTICE,
    'Ctrl-C ends it. What happens next is below.',
  ];
  return `\n${lines.map((line) => `  ${line}`.trimEnd()).join('\n')}\n\n`;
}
