import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import express, { Router } from 'express';
import { allowOnly } from '../http/routes.js';

export type Assets = ReturnType<typeof createAssets>;

/** Written by hand, bundled from `client/`, and the pictures of the examples. */
const FOLDERS: readonly (readonly [mount: string, folder: URL])[] = [
  ['', new URL('../../public/', import.meta.url)],
  ['', new URL('../../dist/client/', import.meta.url)],
  ['examples/', new URL('../../../../test_images/synthetic/', import.meta.url)],
];

const SERVED = /\.(css|js|svg|woff2|jpg|png)$/;
const YEAR_SECONDS = 31_536_000;

/** Serves the files of the pages. Browsers cache an address with a version for ever, and revalidate one without. */
export function createAssets() {
  const versions = new Map<string, string>();
  const router: Router = Router();
  for (const [mount, folderUrl] of FOLDERS) {
    const folder = fileURLToPath(folderUrl);
    if (!existsSync(folder)) continue;
    for (const name of filesIn(folder)) {
      const digest = createHash('sha256')
        .update(readFileSync(join(folder, name)))
        .digest('hex');
      versions.set(`${mount}${name}`, digest.slice(0, 12));
    }
    const send = express.static(folder, STATIC_OPTIONS);
    router.use(`/${mount}`, (request, response, next) => {
      const version = versions.get(`${mount}${request.path.slice(1)}`);
      if (version === undefined) return next();
      // The style sheet names the font without a version: a changed font needs another file name.
      const isVersioned = request.query.v === version || request.path.endsWith('.woff2');
      response.set('Cache-Control', isVersioned ? `public, max-age=${YEAR_SECONDS}, immutable` : 'no-cache');
      send(request, response, next);
    });
  }
  router.use((request, response, next) => {
    // The file exists and was not sent: the request used another method.
    if (versions.has(request.path.slice(1))) onlyRead(request, response, next);
    else next();
  });
  return {
    /** The address of a file with its version. @throws Error for an unknown file */
    href(name: string) {
      const version = versions.get(name);
      if (version === undefined) throw new Error(`asset ${name}: expected a file of this name, found none`);
      return `/assets/${name}?v=${version}`;
    },
    routes: router,
  };
}

const onlyRead = allowOnly('GET');

const STATIC_OPTIONS = { index: false, redirect: false, fallthrough: true, cacheControl: false } as const;

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => SERVED.test(name));
}
