import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import express, { type Response, Router } from 'express';
import { allowOnly } from '../http/routes.js';
import { styleSheet } from './style-sheet.js';

export type Assets = ReturnType<typeof createAssets>;

/** Fonts and icon, scripts bundled from `client/`, and the pictures of the examples. */
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
  const style = styleSheet();
  const styleVersion = versionOf(style);
  versions.set('style.css', styleVersion);
  router.get('/style.css', (request, response) => {
    setCaching(response, request.query.v === styleVersion);
    // By its tag, a browser that asks again gets an answer without a body.
    response.set('ETag', `"${styleVersion}"`).type('css').send(style);
  });
  for (const [mount, folderUrl] of FOLDERS) {
    const folder = fileURLToPath(folderUrl);
    if (!existsSync(folder)) continue;
    for (const name of filesIn(folder)) {
      versions.set(`${mount}${name}`, versionOf(readFileSync(join(folder, name))));
    }
    const send = express.static(folder, STATIC_OPTIONS);
    router.use(`/${mount}`, (request, response, next) => {
      const version = versions.get(`${mount}${request.path.slice(1)}`);
      if (version === undefined) return next();
      // The style sheet names the font without a version: a changed font needs another file name.
      const isVersioned = request.query.v === version || request.path.endsWith('.woff2');
      setCaching(response, isVersioned);
      send(request, response, next);
    });
  }
  router.use((request, response, next) => {
    // The file exists and was not sent: the request used another method.
    if (versions.has(request.path.slice(1))) onlyRead(request, response, next);
    else next();
  });
  return {
    /** The address of a file with its version, below the base path. @throws Error for an unknown file */
    href(name: string) {
      const version = versions.get(name);
      if (version === undefined) throw new Error(`asset ${name}: expected a file of this name, found none`);
      return `/assets/${name}?v=${version}`;
    },
    routes: router,
  };
}

function versionOf(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex').slice(0, 12);
}

function setCaching(response: Response, isVersioned: boolean): void {
  response.set('Cache-Control', isVersioned ? `public, max-age=${YEAR_SECONDS}, immutable` : 'no-cache');
}

const onlyRead = allowOnly('GET');

const STATIC_OPTIONS = { index: false, redirect: false, fallthrough: true, cacheControl: false } as const;

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => SERVED.test(name));
}
