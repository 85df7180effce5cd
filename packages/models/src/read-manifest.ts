import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { type ModelManifest, parseManifest, SlcError, toSlcError } from '@slc/domain';

/** Against a path that names something else, such as the weights. */
const MAX_MANIFEST_BYTES = 1024 * 1024;

/**
 * @param shownAs in messages
 * @throws SlcError `not_found` when there is no such file; `invalid_model` naming every fault with its place
 */
export async function readManifest(path: string, shownAs: string = basename(path)): Promise<ModelManifest> {
  const json = parseJson(await readText(path, shownAs), shownAs);
  try {
    return parseManifest(json);
  } catch (thrown) {
    const { code, message } = toSlcError(thrown);
    throw new SlcError(code, `${shownAs}: ${message}`, { cause: new Error(path) });
  }
}

async function readText(path: string, shownAs: string): Promise<string> {
  try {
    const stats = await stat(path);
    // A pipe would be waited for, and a device may have no end.
    if (!stats.isFile()) throw new Error(`${path} is not a file`);
    if (stats.size > MAX_MANIFEST_BYTES) {
      const expected = `expected at most ${MAX_MANIFEST_BYTES} bytes`;
      throw new SlcError('invalid_model', `${shownAs}: ${expected}, the file has ${stats.size}`);
    }
    return await readFile(path, 'utf8');
  } catch (cause) {
    if (cause instanceof SlcError) throw cause;
    const message = `${shownAs}: expected a model manifest, there is none that can be read`;
    throw new SlcError('not_found', message, { cause });
  }
}

function parseJson(text: string, shownAs: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new SlcError('invalid_model', `${shownAs}: expected JSON: ${String(cause)}`, { cause });
  }
}
