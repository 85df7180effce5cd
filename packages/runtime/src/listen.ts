import { once } from 'node:events';
import type { Server } from 'node:net';

/**
 * @param port 0 lets the system choose a free port
 * @returns the port that was really bound
 * @throws Error of `node:net` when the server cannot listen on the address
 */
export async function listen(server: Server, host: string, port: number): Promise<number> {
  await once(server.listen(port, host), 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string')
    throw new Error(`${host}: expected a TCP port, got none`);
  return address.port;
}
