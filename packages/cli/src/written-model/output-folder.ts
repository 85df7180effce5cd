import { existsSync, renameSync, rmSync } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { SlcError } from '@slc/domain';
import { makeDirectory } from '@slc/models';
import { MANIFEST_FILE } from '../named-model.js';
import { notWritable } from '../not-writable.js';

export const OUTLIERS_FILE = 'outliers.bin';

export interface WrittenModel {
  readonly manifest: string;
  /** Null where no outlier detector was fitted. */
  readonly outliers: Uint8Array | null;
}

export interface OutputFolderOptions {
  /** The folder of the model that is read: there the two files are replaced, and others may lie beside them. */
  readonly ownFolder: string;
  /** The manifest that the model has; null for a bare file. */
  readonly ownManifest: string | null;
  /** Of a report that is written there too; null where none is. */
  readonly report: string | null;
}

/**
 * The folder that `calibrate` and `quantize` write a model's manifest to. Its files are made in a hidden folder, which is removed in any case, and get their
 * names when all of them are complete. The hidden folder lies in it, or, while there is none, in the nearest folder above that
 * is there: so it is on the same disk, also where the folder is a mount, and no folder is made for a run that is stopped.
 */
export class OutputFolder {
  readonly #path: string;
  readonly #parts: string;

  private constructor(path: string, parts: string) {
    this.#path = path;
    this.#parts = parts;
  }

  /**
   * @param path absolute; the folder need not exist
   * @throws SlcError `invalid_request` where it holds something else than a model that was written so, or cannot be written
   */
  static async open(path: string, options: OutputFolderOptions): Promise<OutputFolder> {
    await assertOwn(path, options);
    let nearest = path;
    while (!existsSync(nearest)) nearest = dirname(nearest);
    const parts = join(nearest, `.model.${hostname()}.${process.pid}.part`);
    try {
      await removeLeftOver(nearest);
      await rm(parts, { recursive: true, force: true });
      await mkdir(parts);
    } catch (cause) {
      throw folderNotWritable(path, cause);
    }
    return new OutputFolder(path, parts);
  }

  /** Writes the files, and then gives them their names. */
  async complete({ manifest, outliers }: WrittenModel): Promise<void> {
    try {
      if (outliers) await writeSynced(join(this.#parts, OUTLIERS_FILE), outliers);
      await writeSynced(join(this.#parts, MANIFEST_FILE), manifest);
      if (existsSync(this.#path)) return this.#replaceFiles(outliers !== null);
      await makeDirectory(dirname(this.#path));
      await rename(this.#parts, this.#path);
    } catch (cause) {
      throw folderNotWritable(this.#path, cause);
    }
  }

  /** Removes what is not complete. */
  async discard(): Promise<void> {
    await rm(this.#parts, { recursive: true, force: true });
  }

  /**
   * In one go, so that Ctrl-C cannot come between. Should the machine stop there, the manifest's digest tells that the other
   * file is not its own.
   */
  #replaceFiles(hasOutliers: boolean): void {
    const replace = (file: string) => renameSync(join(this.#parts, file), join(this.#path, file));
    if (hasOutliers) replace(OUTLIERS_FILE);
    replace(MANIFEST_FILE);
    if (!hasOutliers) rmSync(join(this.#path, OUTLIERS_FILE), { force: true });
  }
}

/** Left over where a process was killed or a machine stopped. */
const PARTS = /^\.model\.(?:(?<host>.+)\.)?(?<pid>\d+)\.part$/;

/** What processes of this machine that are gone have left; those of another that shares the folder may still run. */
async function removeLeftOver(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const { host, pid } = PARTS.exec(name)?.groups ?? {};
    if (host !== hostname() || isRunning(Number(pid))) continue;
    await rm(join(folder, name), { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Another user's may not be signalled.
    return Object(error).code === 'EPERM';
  }
}

async function assertOwn(path: string, options: OutputFolderOptions): Promise<void> {
  const { ownFolder, ownManifest, report } = options;
  const names = await namesIn(path);
  const written = [MANIFEST_FILE, OUTLIERS_FILE, report && relative(path, report)];
  const others = names.filter((name) => !written.includes(name) && !PARTS.test(name)).toSorted();
  if (others.length > 0 && path !== ownFolder) {
    const [first] = others;
    const more = others.length > 1 ? ` and ${others.length - 1} more` : '';
    throw refused(
      path,
      `expected a new folder or one that calibrate or quantize wrote, it holds ${first}${more}`,
    );
  }
  const manifest = join(path, MANIFEST_FILE);
  if (!names.includes(MANIFEST_FILE) || manifest === ownManifest) return;
  if (!(await isWritten(manifest))) {
    throw refused(
      path,
      `its ${MANIFEST_FILE} is not one that calibrate or quantize wrote, and would be lost`,
    );
  }
}

async function namesIn(path: string): Promise<readonly string[]> {
  try {
    return await readdir(path);
  } catch (cause) {
    if (Object(cause).code === 'ENOENT') return [];
    throw refused(path, 'expected a folder', cause);
  }
}

/** Every manifest that is written here says what was measured, on which images. */
async function isWritten(manifest: string): Promise<boolean> {
  try {
    const json = Object(JSON.parse(await readFile(manifest, 'utf8')));
    return 'calibratedOn' in json || 'precisions' in json;
  } catch {
    // What cannot be read as JSON was not written here.
    return false;
  }
}

function folderNotWritable(path: string, cause: unknown): SlcError {
  return notWritable(`--out ${path}`, cause, 'folder');
}

function refused(path: string, message: string, cause?: unknown): SlcError {
  return new SlcError('invalid_request', `--out ${path}: ${message}`, { cause });
}

/** Resolves when the content is on the disk. */
async function writeSynced(path: string, content: string | Uint8Array): Promise<void> {
  const file = await open(path, 'w');
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}
