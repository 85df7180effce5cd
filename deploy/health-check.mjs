// Is the process alive? It is when its event loop answers a small request on loopback. Whether it serves is another
// question, that of readiness: a worker that fetches its model is alive, and whoever ended it would end the download.
//
//   node health-check.mjs gateway | worker     exit code 0 alive, 1 not
const addresses = {
  gateway: () => `http://127.0.0.1:${process.env.PORT || 8000}/livez`,
  // Not gRPC: with mutual TLS a probe would need a client certificate of its own.
  worker: () => `http://127.0.0.1:${process.env.WORKER_METRICS_PORT || 9464}/metrics`,
};

const address = addresses[process.argv[2]]?.();
const isAlive =
  address !== undefined &&
  (await fetch(address, { signal: AbortSignal.timeout(4_000) }).then(
    ({ ok }) => ok,
    () => false,
  ));
process.exit(isAlive ? 0 : 1);
