import type { Server } from 'node:http';

/**
 * @param port 0 lets the system choose a free port
 * @returns the port that was really bound
 * @throws Error of `node:net` when the server cannot listen on the address
 */
export function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      const address = server.address();
      if (address === null || typeof address === 'string')
        reject(new Error(`${host}: expected a TCP port, got none`));
      else resolve(address.port);
    });
  });
}
