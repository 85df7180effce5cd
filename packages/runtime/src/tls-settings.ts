import { createSecureContext } from 'node:tls';
import type { SettingsReader } from './settings.js';

/**
 * Reads a certificate and its private key, both PEM, each from the file that its variable names. Refuses one without the
 * other, and a key of another certificate.
 */
export function readIdentity(
  settings: SettingsReader,
  certificateName: string,
  keyName: string,
): { certificate: Buffer; key: Buffer } | undefined {
  const isNamed = [certificateName, keyName].map((name) => settings.optionalText(name) !== undefined);
  const certificate = settings.file(certificateName);
  const key = settings.file(keyName);
  if (isNamed[0] !== isNamed[1]) {
    const [set, missing] = isNamed[0] ? [certificateName, keyName] : [keyName, certificateName];
    settings.refuse(`${missing}: expected a file beside ${set}, which is set`);
  }
  if (!certificate || !key) return undefined;
  try {
    createSecureContext({ cert: certificate, key });
  } catch {
    // The library's message names neither variable.
    settings.refuse(`${certificateName} and ${keyName}: expected a certificate and its own key, both in PEM`);
  }
  return { certificate, key };
}

/** Reads the certificates of an authority from the file that the variable names. */
export function readAuthority(settings: SettingsReader, name: string): Buffer | undefined {
  const ca = settings.file(name);
  if (ca && !ca.includes('-----BEGIN CERTIFICATE-----')) {
    settings.refuse(`${name}: expected certificates in PEM, got a file without any`);
  }
  return ca;
}

/**
 * Reads how a worker is called: WORKER_TLS_CA, the authority of its certificate, and WORKER_TLS_CERT and WORKER_TLS_KEY for
 * a worker that asks for the client's.
 *
 * @returns undefined for calls without TLS
 */
export function readWorkerTls(settings: SettingsReader) {
  const ca = readAuthority(settings, 'WORKER_TLS_CA');
  const identity = readIdentity(settings, 'WORKER_TLS_CERT', 'WORKER_TLS_KEY');
  if (identity && settings.optionalText('WORKER_TLS_CA') === undefined) {
    settings.refuse('WORKER_TLS_CERT: expected WORKER_TLS_CA beside it, it is not set');
  }
  return ca && { ca, identity };
}

/** Whether traffic to this host stays on this machine. */
export function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|::1|\[::1\])$/i.test(host);
}
