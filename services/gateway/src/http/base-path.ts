import { LOCALES } from '@slc/domain';
import type { Logger } from '@slc/runtime';
import type { Request, RequestHandler, Response } from 'express';
import { isFromTrustedProxy } from './trusted-proxy.js';

/**
 * First parts of the gateway's own addresses. A base path that begins with one could not be told from them where a proxy
 * strips it.
 */
const OWN: readonly string[] = [
  ...['api', 'v2', 'assets', 'classify', 'model-info', 'model-status', 'livez', 'readyz'],
  ...LOCALES,
];

/** A longer one is a mistake, or an attempt to fill every page with it. */
const MOST_CHARACTERS = 200;

/**
 * Where a proxy mounts the gateway, such as `/derm`, without a slash at its end; `` for the root. Every character stands
 * for itself in HTML, in a URL and in a header, so that a header from outside can do no harm on a page.
 *
 * @returns null for what is no such path
 */
export function parseBasePath(text: string): string | null {
  const path = text.replace(/\/$/, '');
  if (path === '') return '';
  if (path.length > MOST_CHARACTERS || !/^(\/[A-Za-z0-9._~-]+)+$/.test(path)) return null;
  const parts = path.slice(1).split('/');
  if (parts.some((part) => /^\.+$/.test(part)) || OWN.includes(parts[0]?.toLowerCase() ?? '')) return null;
  return path;
}

export interface BasePathOptions {
  /** As `BASE_PATH` says it. */
  readonly basePath: string;
  /** Whether there is a proxy whose headers are believed. */
  readonly trustsProxy: boolean;
  readonly logger: Pick<Logger, 'warn'>;
}

/**
 * Answers with and without the base path, since some proxies strip it and others do not. What a trusted proxy says in
 * X-Forwarded-Prefix comes before the setting.
 */
export function mountUnder({ basePath, trustsProxy, logger }: BasePathOptions): RequestHandler {
  let hasWarned = false;
  return (request, response, next) => {
    const forwarded = trustsProxy ? forwardedPrefix(request) : undefined;
    if (forwarded === null && !hasWarned) {
      hasWarned = true;
      logger.warn(
        'a proxy’s X-Forwarded-Prefix is ignored: it is no path at which this service can be mounted',
      );
    }
    const base = forwarded ?? basePath;
    // A cache in front of several mounts must not mix up their pages.
    if (trustsProxy) response.vary('X-Forwarded-Prefix');
    response.locals.base = base;
    for (const prefix of new Set([base, basePath])) {
      if (prefix !== '' && isWithin(request.url, prefix)) {
        const rest = request.url.slice(prefix.length);
        request.url = rest.startsWith('/') ? rest : `/${rest}`;
        break;
      }
    }
    // Routers that are mounted below `/api` see only what follows it.
    response.locals.address = base + request.path;
    next();
  };
}

/** What the browser's addresses of this gateway begin with: `` or such as `/derm`. */
export function basePathOf(response: Response): string {
  // `mountUnder` sets it before every route.
  return response.locals.base as string;
}

/** The path that was asked for, as the browser has it, whichever way the proxy passed it on. */
export function addressOf(response: Response): string {
  // As the base path.
  return response.locals.address as string;
}

/** Undefined where no trusted proxy says one, null for what cannot be one. */
function forwardedPrefix(request: Request): string | null | undefined {
  const value = request.get('x-forwarded-prefix');
  if (value === undefined || !isFromTrustedProxy(request)) return undefined;
  return parseBasePath(value);
}

function isWithin(url: string, prefix: string): boolean {
  return url.startsWith(prefix) && /^([/?]|$)/.test(url.slice(prefix.length));
}
