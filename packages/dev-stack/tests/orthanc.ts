import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../dist/index.js';

/** Longer than it takes on a machine that does much else. */
const PATIENCE_MS = 60_000;

/** Where Debian's packages `orthanc` and `orthanc-dicomweb` put them. */
const PROGRAMS = ['/usr/sbin/Orthanc', '/usr/local/sbin/Orthanc'];
const PLUGINS = '/usr/lib/orthanc';

/** A DICOM server that is not ours, with an archive of its own. */
export interface Orthanc {
  /** Its own interface. */
  readonly base: string;
  /** What `slc dicom watch --url` takes. */
  readonly url: string;
  readonly credentials: { readonly user: string; readonly password: string };
  /** Asks its own interface. @throws for another status than 2xx */
  ask(path: string, init?: RequestInit): Promise<Response>;
  /** Ends it as a crash does, and starts it again with the same archive at the same address. */
  crash(): Promise<{ restart(): Promise<void> }>;
  close(): Promise<void>;
}

/** Whether there is one. With CI=true a test must not be skipped: it then fails to start. */
export function isOrthancThere(): boolean {
  return process.env.CI === 'true' || (programPath() !== undefined && pluginPath() !== undefined);
}

export async function startOrthanc(): Promise<Orthanc> {
  const folder = mkdtempSync(join(tmpdir(), 'slc-orthanc-'));
  const port = await freePort();
  const credentials = { user: 'watcher', password: 'of the archive' };
  const configuration = join(folder, 'orthanc.json');
  writeFileSync(configuration, JSON.stringify(settings({ folder, port, credentials })));
  const base = `http://127.0.0.1:${port}`;
  const authorization = `Basic ${Buffer.from(`${credentials.user}:${credentials.password}`).toString('base64')}`;
  const ask = async (path: string, init: RequestInit = {}) => {
    const answer = await fetch(`${base}${path}`, { ...init, headers: { ...init.headers, authorization } });
    if (!answer.ok) throw new Error(`Orthanc: ${path}: status ${answer.status}: ${await answer.text()}`);
    return answer;
  };
  const isReady = () =>
    ask('/dicom-web/studies?limit=1').then(
      () => true,
      () => false,
    );
  let running = await start(configuration, isReady);
  return {
    base,
    url: `${base}/dicom-web`,
    credentials,
    ask,
    async crash() {
      await end(running, 'SIGKILL');
      return {
        async restart() {
          running = await start(configuration, isReady);
        },
      };
    },
    async close() {
      // It takes three seconds to end in order, for an archive that nobody needs any more.
      await end(running, 'SIGKILL');
      rmSync(folder, { recursive: true });
    },
  };
}

interface Place {
  readonly folder: string;
  readonly port: number;
  readonly credentials: Orthanc['credentials'];
}

function settings({ folder, port, credentials: { user, password } }: Place) {
  return {
    ...{ StorageDirectory: folder, IndexDirectory: folder, HttpPort: port, DicomServerEnabled: false },
    // It listens to every address all the same, and then refuses the others.
    ...{ RemoteAccessAllowed: false, AuthenticationEnabled: true, RegisteredUsers: { [user]: password } },
    Plugins: [pluginPath() ?? 'the DICOMweb plugin of Orthanc (package orthanc-dicomweb)'],
    DicomWeb: { Enable: true, Root: '/dicom-web/', Host: '127.0.0.1', Ssl: false },
  };
}

function programPath(): string | undefined {
  return PROGRAMS.find(existsSync);
}

function pluginPath(): string | undefined {
  const names = existsSync(PLUGINS) ? readdirSync(PLUGINS) : [];
  const name = names.find((each) => each.startsWith('libOrthancDicomWeb.so'));
  return name && join(PLUGINS, name);
}

async function start(configuration: string, isReady: () => Promise<boolean>): Promise<ChildProcess> {
  const program = spawn(programPath() ?? 'Orthanc', [configuration], { stdio: 'ignore' });
  const ended = once(program, 'exit').then(([code]) => `it ended with code ${code}`, String);
  const deadlineMs = performance.now() + PATIENCE_MS;
  while (performance.now() < deadlineMs) {
    const state = await Promise.race([ended, isReady()]);
    if (state === true) return program;
    if (typeof state === 'string') throw new Error(`Orthanc does not start: ${state}`);
    await sleep(50);
  }
  await end(program, 'SIGKILL');
  throw new Error(`Orthanc was not ready after ${PATIENCE_MS} ms`);
}

async function end(program: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (program.exitCode !== null || program.signalCode !== null) return;
  const exited = once(program, 'exit');
  program.kill(signal);
  await exited;
}
