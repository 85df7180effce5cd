import { once } from 'node:events';
import { createServer } from 'node:net';
import { listen } from './listen.js';

/** Where a service will listen, and the settings that say so. */
export interface ListenAddress {
  readonly host: string;
  /** 0 lets the system choose a free port. */
  readonly port: number;
  readonly hostSetting: string;
  readonly portSetting: string;
}

/**
 * Tries addresses before anything is opened: a service that starts half way and then finds its port in use says so late,
 * and a stack of two has to be taken down again.
 *
 * @returns each problem in one line that names its setting
 */
export async function addressProblems(
  addresses: readonly ListenAddress[],
  listenOn = listen,
): Promise<readonly string[]> {
  const problems = await Promise.all(addresses.map((address) => problemOf(address, listenOn)));
  return [...new Set(problems.filter((problem) => problem !== null))];
}

async function problemOf(address: ListenAddress, listenOn: typeof listen): Promise<string | null> {
  const server = createServer((socket) => socket.destroy());
  try {
    await listenOn(server, address.host, address.port);
  } catch (error) {
    return describe(address, error instanceof Error && 'code' in error ? String(error.code) : String(error));
  }
  server.close();
  await once(server, 'close');
  return null;
}

/** @param code of the system, such as `EADDRINUSE` */
function describe({ host, port, hostSetting, portSetting }: ListenAddress, code: string): string {
  switch (code) {
    case 'EADDRINUSE':
      return `${portSetting}: expected a free port, ${port} on ${host} is in use. Stop what listens there, or set ${portSetting} to another port`;
    case 'EACCES':
    case 'EPERM':
      return `${portSetting}: expected a port that this user may open, ${port} is not one (${code}). Set ${portSetting} to one above 1023`;
    default:
      return `${hostSetting}: expected an address of this machine, got ${JSON.stringify(host)} (${code})`;
  }
}
