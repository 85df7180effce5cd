import { constants } from 'node:fs';
import { access, lstat, mkdir, mkdtemp } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeDirectory } from '@slc/models';

/**
 * Where compiled models are kept: `$XDG_CACHE_HOME` or `~/.cache`, or a folder of this user's own among the system's
 * temporary ones where neither can be written, as in a container with a read-only root.
 */
export async function openCacheDirectory(env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const home = env.XDG_CACHE_HOME || join(homedir(), '.cache');
  const preferred = join(home, 'skin-lesion-classifier', 'compiled');
  try {
    await makeDirectory(preferred);
    await access(preferred, constants.W_OK);
    return preferred;
  } catch {
    // Not writable is a normal state of a container; the fallback must work, so its error is the one to show.
    return await openTemporaryDirectory();
  }
}

/** The same folder each time, unless another user could write to it: its files must not be run then. */
async function openTemporaryDirectory(): Promise<string> {
  const own = join(tmpdir(), `skin-lesion-classifier-${process.getuid?.() ?? 'user'}`);
  await mkdir(own, { mode: 0o700 }).catch(() => {});
  const found = await lstat(own);
  const isOwn = process.getuid === undefined || found.uid === process.getuid();
  const isClosed = process.platform === 'win32' || (found.mode & 0o077) === 0;
  return found.isDirectory() && isOwn && isClosed ? own : await mkdtemp(`${own}-`);
}
