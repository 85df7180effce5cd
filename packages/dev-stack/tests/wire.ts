import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A port of its own that leads to another port of this machine. */
export interface Wire {
  readonly port: number;
  /** From now on nothing passes on the connections there are, and neither side is told. New ones are whole. */
  cut(): void;
  close(): Promise<void>;
}

export async function startWire(toPort: number): Promise<Wire> {
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(toPort, '127.0.0.1');
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket);
      socket.pipe(other);
      socket.on('error', () => {});
      socket.on('close', () => {
        // One that was cut is no longer known.
        if (sockets.delete(socket)) other.destroy();
      });
    }
  });
  const dead: Socket[] = [];
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    // It listens.
    port: (server.address() as AddressInfo).port,
    cut() {
      for (const socket of sockets) {
        socket.unpipe();
        // A socket that is not read never learns of its end.
        socket.pause();
        dead.push(socket);
      }
      sockets.clear();
    },
    async close() {
      for (const socket of [...sockets, ...dead]) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
