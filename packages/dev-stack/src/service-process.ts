import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { gatewayMain } from '@slc/gateway';
import { WORKER_MALLOC_ENV, workerMain } from '@slc/worker';

/** One service in a process of its own, as it is deployed. The caller that starts it closes it. */
export interface ServiceProcess {
  readonly pid: number;
  /** Where it serves: gRPC of a worker, HTTP of a gateway. */
  readonly port: number;
  readonly metricsPort: number;
  /** Resolves with the exit code when it is gone, null after a signal that it did not handle. */
  readonly exited: Promise<number | null>;
  /** Sends SIGTERM and waits for the end. May be called twice. */
  close(): Promise<void>;
}

const SERVICES = {
  worker: {
    main: workerMain,
    processEnv: WORKER_MALLOC_ENV,
    portNames: ['GRPC_PORT', 'WORKER_METRICS_PORT'],
  },
  gateway: { main: gatewayMain, processEnv: {}, portNames: ['PORT', 'GATEWAY_METRICS_PORT'] },
} as const;

/**
 * Starts a service; it may not listen yet when this resolves. Its log goes to standard error.
 *
 * @param env its settings; ports that are not among them are free ones
 * @param args of its process, such as a benchmark's `--no-assessment`
 */
export async function startServiceProcess(
  service: keyof typeof SERVICES,
  env: NodeJS.ProcessEnv = {},
  args: readonly string[] = [],
): Promise<ServiceProcess> {
  const { main, processEnv, portNames } = SERVICES[service];
  const [portName, metricsName] = portNames;
  const [port, metricsPort] = await Promise.all(
    portNames.map((name) => (env[name] === undefined ? freePort() : Number(env[name]))),
  );
  const child = spawn(process.execPath, [fileURLToPath(main), ...args], {
    env: {
      ...processEnv,
      ...process.env,
      ...env,
      [portName]: String(port),
      [metricsName]: String(metricsPort),
    },
    stdio: ['ignore', process.stderr, process.stderr],
  });
  const exited = once(child, 'exit').then(([code]) => code as number | null);
  await once(child, 'spawn');
  return {
    // It has been spawned, and both ports were asked for above.
    pid: child.pid ?? 0,
    port: port ?? 0,
    metricsPort: metricsPort ?? 0,
    exited,
    async close() {
      child.kill('SIGTERM');
      await exited;
    },
  };
}

/** A port of this machine that nobody has now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}
