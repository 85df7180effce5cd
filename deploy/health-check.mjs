// Is a service alive, or ready?
//
//   node health-check.mjs gateway | worker | worker-ready     exit code 0 yes, 1 no
//
// A service is alive when it answers a small request on loopback. A worker that fetches its model is alive but not ready:
// stopping it would stop the download. `worker-ready` is for callers that cannot ask gRPC's own health service, such as
// Kubernetes' probes, which do not speak TLS.
const metrics = `http://127.0.0.1:${process.env.WORKER_METRICS_PORT || 9464}/metrics`;
const checks = {
  gateway: { url: `http://127.0.0.1:${process.env.PORT || 8000}/livez`, expected: /^/ },
  // Not through gRPC: with mutual TLS the check would need a client certificate of its own.
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
