import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const NGINX = ['nginx', '/usr/sbin/nginx'].find((command) => spawnSync(command, ['-v']).status === 0);

export const hasNginx = NGINX !== undefined;

export interface RunningNginx {
  readonly base: string;
  close(): Promise<void>;
}

/** Starts Debian's nginx in the foreground with these locations, in a folder of its own. */
export async function startNginx(locations: string): Promise<RunningNginx> {
  if (NGINX === undefined) throw new Error('nginx: expected it among the commands');
  const folder = mkdtempSync(join(tmpdir(), 'slc-nginx-'));
  const port = await freePort();
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${folder}/${name};`,
  );
  // Started by root, it would change to a user who may not write into the folder.
  const user = process.getuid?.() === 0 ? 'user root;' : '';
  writeFileSync(
    join(folder, 'nginx.conf'),
    `${user} daemon off; worker_processes 1; pid ${folder}/nginx.pid; error_log ${folder}/error.log;
events {}
http {
  access_log off; client_max_body_size 20m; ${temporary.join(' ')}
  server { listen 127.0.0.1:${port}; ${locations} }
}`,
  );
  const server = spawn(NGINX, [
    '-p',
    folder,
    '-c',
    join(folder, 'nginx.conf'),
    '-e',
    join(folder, 'error.log'),
  ]);
  const ended = once(server, 'exit');
  const base = `http://127.0.0.1:${port}`;
  for (let tries = 0; server.exitCode === null && tries < 100; tries++) {
    if (
      await fetch(base).then(
        () => true,
        () => false,
      )
    )
      break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return {
    base,
    async close() {
      server.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true });
    },
  };
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('expected a port');
  return address.port;
}
