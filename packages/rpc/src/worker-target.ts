/** Where workers are reached, as gRPC names it. */
export interface WorkerTarget {
  /** As it was written. */
  readonly address: string;
  /** A name or an IP address with its port; null for a target that gRPC reads by itself, such as `unix:/run/worker.sock`. */
  readonly host: { readonly name: string; readonly port: number } | null;
}

/**
 * Reads `host:port`, `[::1]:port`, `dns:host:port`, `dns:///host:port`, or a target that begins with ipv4:, ipv6: or unix:
 * (https://github.com/grpc/grpc/blob/master/doc/naming.md).
 *
 * @returns null for anything else
 */
export function parseWorkerTarget(address: string): WorkerTarget | null {
  if (/^(?:ipv4|ipv6|unix):./.test(address)) return { address, host: null };
  const [, name = '', digits] =
    /^(?:dns:(?:\/\/\/)?)?(\[[0-9a-f:.]+\]|[\w.-]+):(\d{1,5})$/i.exec(address) ?? [];
  const port = Number(digits);
  if (!(port >= 1 && port <= 65_535)) return null;
  return { address, host: { name: name.replace(/^\[|\]$/g, ''), port } };
}
