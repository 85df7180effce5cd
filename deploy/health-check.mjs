// Is the process alive, or ready?
//
//   node health-check.mjs gateway | worker | worker-ready     exit code 0 yes, 1 no
//
// Alive is what answers a small request on loopback. Whether it serves is another question: a worker that fetches its
// model is alive, and whoever ended it would end the download. `worker-ready` asks that one, for whoever cannot ask gRPC's
// own health service: Kubernetes' probes know no TLS.
const metrics = `http://127.0.0.1:${process.env.WORKER_METRICS_PORT || 9464}/metrics`;
const checks = {
  gateway: { url: `http://127.0.0.1:${process.env.PORT || 8000}/livez`, expected: /^/ },
  // Not gRPC: with mutual TLS a check would need a client certificate of its own.
  worker: { url: metrics, expected: /^/ },
  'worker-ready': { url: metrics, expected: /^classifier_ready 1$/m },
};

const check = checks[process.argv[2]];
process.exit(check && (await holds(check)) ? 0 : 1);

async function holds({ url, expected }) {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(4_000) });
    return response.ok && expected.test(await response.text());
  } catch {
    return false;
  }
}
