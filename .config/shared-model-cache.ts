import { mkdtempSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * One folder of compiled models for all test files of a run. An entry is named by the digests of what it was made from and checked
 * when it is opened, so that files which open the same model need not each compile it. Tests of the cache itself set a folder of their own.
 */
export default function shareModelCache(): () => void {
  const own = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  // Models that were fetched before are still found.
  process.env.HF_HOME ??= join(own, 'huggingface');
  const folder = mkdtempSync(join(tmpdir(), 'slc-test-cache-'));
  process.env.XDG_CACHE_HOME = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}
