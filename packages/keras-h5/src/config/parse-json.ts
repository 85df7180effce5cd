import { invalid, mismatch } from '../file/invalid.js';

/** Against a description that takes the memory of the machine. A thousand layers need about 1 MB. */
const MAX_CONFIG_CHARACTERS = 32 * 1024 * 1024;

/** Against brackets so deep that recursion runs out of stack. Models in models need a few dozen. */
const MAX_DEPTH = 1000;

/** Parses the description of a model. @throws SlcError `invalid_model` */
export function parseModelJson(text: string, where: string): unknown {
  if (text.length > MAX_CONFIG_CHARACTERS) {
    throw mismatch(where, `at most ${MAX_CONFIG_CHARACTERS} characters`, `${text.length}`);
  }
  if (depthOf(text) > MAX_DEPTH) throw mismatch(where, `brackets nested at most ${MAX_DEPTH} deep`, 'more');
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw invalid(`${where}: expected JSON: ${String(cause)}`, { cause });
  }
}

function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let isInString = false;
  for (let i = 0; i < text.length; i++) {
    const character = text[i];
    if (isInString) {
      if (character === '\\') i++;
      else if (character === '"') isInString = false;
    } else if (character === '"') isInString = true;
    else if (character === '[' || character === '{') deepest = Math.max(deepest, ++depth);
    else if (character === ']' || character === '}') depth--;
  }
  return deepest;
}
