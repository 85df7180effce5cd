import { constants } from 'node:fs';
import { access, mkdir } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Where compiled models are kept: `$XDG_CACHE_HOME` or `~/.cache`, or the system's temporary folder where neither
 * can be written, as in a container with a read-only root.
 */
export async function openCacheDirectory(env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const home = env.XDG_CACHE_HOME || join(homedir(), '.cache');
  const preferred = join(home, 'skin-lesion-classifier', 'compiled');
  try {
    await mkdir(preferred, { recursive: true });
    await access(preferred, constants.W_OK);
    return preferred;
  } catch {
    // Not writable is a normal state of a container; the fallback must work, so its error is the one to show.
    const fallback = join(tmpdir(), 'skin-lesion-classifier', 'compiled');
    await mkdir(fallback, { recursive: true, mode: 0o700 });
    return fallback;
  }
}
