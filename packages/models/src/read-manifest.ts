import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { type ModelManifest, parseManifest, SlcError, toSlcError } from '@slc/domain';

/** Against a path that names something else, such as the weights. */
const MAX_MANIFEST_BYTES = 1024 * 1024;

/**
 * @throws SlcError `not_found` when there is no such file; `invalid_model` naming every fault with its place
 */
export async function readManifest(path: string): Promise<ModelManifest> {
  const json = parseJson(path, await readText(path));
  try {
    return parseManifest(json);
  } catch (thrown) {
    const { code, message } = toSlcError(thrown);
    throw new SlcError(code, `${basename(path)}: ${message}`, { cause: new Error(path) });
  }
}

async function readText(path: string): Promise<string> {
  try {
    const { size } = await stat(path);
    if (size > MAX_MANIFEST_BYTES) {
      const expected = `expected at most ${MAX_MANIFEST_BYTES} bytes`;
      throw new SlcError('invalid_model', `${basename(path)}: ${expected}, the file has ${size}`);
    }
    return await readFile(path, 'utf8');
  } catch (cause) {
    if (cause instanceof SlcError) throw cause;
    const message = `${basename(path)}: expected a model manifest, there is none that can be read`;
    throw new SlcError('not_found', message, { cause });
  }
}

function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new SlcError('invalid_model', `${basename(path)}: expected JSON: ${String(cause)}`, { cause });
  }
}
