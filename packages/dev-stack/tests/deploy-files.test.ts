import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { envToGatewayConfig, startGateway } from '@slc/gateway';
import { CLASSIFIER_SERVICE_NAME } from '@slc/rpc';
import { envToWorkerConfig, startWorker, WORKER_MALLOC_ENV } from '@slc/worker';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { QUIET_ENV } from './running-stack.js';

const root = new URL('../../../', import.meta.url);
const text = (path: string) => readFileSync(new URL(path, root), 'utf8');

const run = promisify(execFile);

const COMPOSITIONS = [
  'docker-compose.yml',
  'deploy/compose.common.yml',
  'deploy/compose.cpu.yml',
  'deploy/compose.dri.yml',
  'deploy/compose.grpc.yml',
  'deploy/compose.observability.yml',
  'deploy/compose.swiftshader.yml',
];
const MANIFESTS = ['common', 'cpu', 'gpu', 'archive', 'monitoring'].flatMap((folder) =>
  readdirSync(new URL(`deploy/kubernetes/${folder}`, root))
    .filter((file) => file.endsWith('.yaml') && file !== 'kustomization.yaml')
    .map((file) => `deploy/kubernetes/${folder}/${file}`),
);

/** The variables that a service asks its environment for. */
function namesRead(read: (env: NodeJS.ProcessEnv) => unknown): ReadonlySet<string> {
  const names = new Set<string>();
  const env = new Proxy<NodeJS.ProcessEnv>(
    {},
    {
      get(_, name) {
        if (typeof name === 'string') names.add(name);
        return undefined;
      },
    },
  );
  read(env);
  return names;
}

const SETTINGS = {
  worker: namesRead(envToWorkerConfig),
  gateway: namesRead(envToGatewayConfig),
};
const ALL_SETTINGS = new Set([...SETTINGS.worker, ...SETTINGS.gateway]);

/** What the compositions take from `.env` for themselves, `${NAME}` and `${NAME:-default}`, and with which defaults. */
const INTERPOLATED = new Map<string, Set<string>>();
for (const path of COMPOSITIONS) {
  for (const [, name = '', value = ''] of text(path).matchAll(/\$\{([A-Z0-9_]+)(?::-([^}]*))?/g)) {
    INTERPOLATED.set(name, (INTERPOLATED.get(name) ?? new Set<string>()).add(value));
  }
}

interface Composition {
  readonly services: Readonly<Record<string, ComposedService>>;
}

interface ComposedService {
  readonly environment?: Readonly<Record<string, string | null>>;
  readonly stop_grace_period?: string;
}

describe('the worker', () => {
  it.each(['deploy/Dockerfile', 'package.json'])('is started by %s with its memory allocator set', (file) => {
    const set = Object.fromEntries(
      [...text(file).matchAll(/\b(MALLOC_\w+)=(\S+)/g)].map(([, name, value]) => [name, value]),
    );
    expect(set).toEqual(WORKER_MALLOC_ENV);
  });
});

describe('the compositions', () => {
  const { services } = parse(text('deploy/compose.common.yml')) as Composition;

  it.each(['gateway', 'worker'] as const)(
    'give the %s only settings that it reads, and every one',
    (name) => {
      const given = Object.keys(services[name]?.environment ?? {});
      expect(given.filter((setting) => !SETTINGS[name].has(setting) && !isOfLibrary(setting))).toEqual([]);
      // Where it listens, and where it keeps things, is the image's business.
      const fixed =
        /^(HTTP_HOST|GRPC_HOST|.*_PORT|MODEL_CACHE_DIR|HF_HOME|HF_HUB_CACHE|XDG_CACHE_HOME|HOME)$/;
      const missing = [...SETTINGS[name]].filter(
        (setting) => !given.includes(setting) && !fixed.test(setting),
      );
      expect(missing).toEqual([]);
    },
  );

  it('wait longer for a service to stop than it takes to drain', () => {
    const { shutdownGraceMs } = envToWorkerConfig({});
    for (const name of ['gateway', 'worker']) {
      const [, seconds] = /:-(\d+)s\}$/.exec(services[name]?.stop_grace_period ?? '') ?? [];
      expect(Number(seconds) * 1_000).toBeGreaterThan(shutdownGraceMs);
    }
  });
});

describe('.env.example', () => {
  const shown = [...text('.env.example').matchAll(/^#?([A-Z0-9_]+)=(.*)$/gm)]
    .map(([, name = '', value = '']) => ({ name, value }))
    .filter(({ name }) => !name.startsWith('COMPOSE_') && name !== 'DEPLOY_DIR');
  const named = shown.map(({ name }) => name);

  it('names nothing that is not read', () => {
    const unread = named.filter(
      (name) => !ALL_SETTINGS.has(name) && !INTERPOLATED.has(name) && !isOfLibrary(name),
    );
    expect(unread).toEqual([]);
  });

  it('names everything that the compositions take', () => {
    const taken = COMPOSITIONS.flatMap((path) => Object.values((parse(text(path)) as Composition).services))
      .flatMap(({ environment = {} }) => Object.entries(environment))
      .flatMap(([name, value]) => (value === null ? [name] : []));
    // A path that only differs with the file that comes first.
    const forUsers = [...taken, ...INTERPOLATED.keys()].filter((name) => name !== 'DEPLOY_DIR');
    expect(forUsers.filter((name) => !named.includes(name))).toEqual([]);
  });

  it.each(shown.filter(({ name, value }) => value !== '' && !isOfLibrary(name)))(
    'shows the default of $name',
    ({ name, value }) => {
      const composed = INTERPOLATED.get(name);
      if (composed) expect([...composed]).toEqual([value]);
      else {
        expect(envToWorkerConfig({ [name]: value })).toEqual(envToWorkerConfig({}));
        expect(envToGatewayConfig({ [name]: value })).toEqual(envToGatewayConfig({}));
      }
    },
  );
});

describe('the health check', () => {
  const script = fileURLToPath(new URL('deploy/health-check.mjs', root));
  const holds = (what: string, metricsPort: number) =>
    run(process.execPath, [script, what], { env: { WORKER_METRICS_PORT: String(metricsPort) } }).then(
      () => true,
      () => false,
    );

  it.each([
    ['one that serves', 'compact-lite0', true],
    ['one that has no model', 'no-such-model', false],
  ])('takes a worker for alive, and for ready only if it is: %s', async (_, model, isReady) => {
    const worker = await startWorker(envToWorkerConfig({ ...QUIET_ENV, MODEL: model }));
    await worker.ready.catch(() => {});
    expect(await holds('worker', worker.metricsPort)).toBe(true);
    expect(await holds('worker-ready', worker.metricsPort)).toBe(isReady);
    await worker.close();
    expect(await holds('worker', worker.metricsPort)).toBe(false);
  });
});

describe('the GPU image with onnx-cuda', () => {
  it.each(['', 'no digest'])('asks for the digest before it installs anything: got "%s"', async (digest) => {
    const bin = mkdtempSync(join(tmpdir(), 'no-apt-get-'));
    writeFileSync(join(bin, 'apt-get'), '#!/bin/sh\necho installs >&2\nexit 100\n', { mode: 0o755 });
    const script = fileURLToPath(new URL('deploy/gpu/install-onnx-cuda.sh', root));
    const env = { ...process.env, PATH: `${bin}:${process.env.PATH}`, ORT_CUDA_SHA256: digest };
    const failed = run('sh', [script, join(bin, 'out')], { cwd: fileURLToPath(root), env });
    await expect(failed).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^https:\S+\d+\.\d+\.\d+: expected its sha256 .*\n$/),
    });
    rmSync(bin, { recursive: true });
  });
});

describe('the Kubernetes manifests', () => {
  const resources = MANIFESTS.flatMap((path) =>
    parseAllDocuments(text(path)).map((document) => document.toJS()),
  );

  it('set only settings that a service reads, to values that both can use', () => {
    const settings = resources.find(({ kind }) => kind === 'ConfigMap').data;
    expect(envToGatewayConfig(settings)).toMatchObject({ workerAddress: settings.WORKER_ADDRESS });
    expect(envToWorkerConfig(settings)).toMatchObject({ modelFallback: settings.MODEL_FALLBACK });
    expect(Object.keys(settings).filter((name) => !ALL_SETTINGS.has(name))).toEqual([]);
  });

  it('ask the worker for readiness by the name of its service', () => {
    const workers = resources.filter(
      ({ kind, metadata }) => kind === 'Deployment' && metadata.name === 'worker',
    );
    expect(workers).toHaveLength(2);
    for (const { spec } of workers) {
      const [container] = spec.template.spec.containers;
      expect(container.readinessProbe.grpc.service).toBe(CLASSIFIER_SERVICE_NAME);
      expect(container.livenessProbe.grpc.service).toBeUndefined();
    }
  });

  it('scale the same workers for an archive, with and without KEDA', () => {
    const scaled = resources.find(({ kind }) => kind === 'ScaledObject').spec;
    const autoscalers = resources.filter(({ kind }) => kind === 'HorizontalPodAutoscaler');
    const own = autoscalers.find(({ spec }) => spec.metrics[0].pods?.metric.name.endsWith('_batches')).spec;
    expect(own.scaleTargetRef.name).toBe(scaled.scaleTargetRef.name);
    expect(own.maxReplicas).toBe(scaled.maxReplicaCount);
    expect(own.behavior).toEqual(scaled.advanced.horizontalPodAutoscalerConfig.behavior);
    expect(own.metrics[0].pods.target.averageValue).toBe(scaled.triggers[0].metadata.threshold);
  });

  it('scale by the workers of one namespace alone', () => {
    const { query } = resources.find(({ kind }) => kind === 'ScaledObject').spec.triggers[0].metadata;
    const selectors = allOf(query, /\{([^}]+)\}/g);
    expect(selectors).toHaveLength(2);
    expect(selectors.filter((selector) => !selector.includes('namespace="NAMESPACE"'))).toEqual([]);
  });

  it('have the alerts of the compositions, word for word', () => {
    const rules = resources.find(({ kind }) => kind === 'PrometheusRule');
    expect(rules.spec).toEqual(parse(text('deploy/prometheus/rules.yml')));
  });
});

describe('the manifests for KServe', () => {
  const runtime = parse(text('deploy/kserve/serving-runtime.yaml'));
  const service = parse(text('deploy/kserve/inference-service.yaml'));
  const [container] = runtime.spec.containers;
  const { model } = service.spec.predictor;

  it('start the worker as KServe finds it, with settings that it reads', () => {
    const env = [...container.env, ...model.env].map(({ name, value }) => [name, value] as const);
    expect(env.filter(([name]) => !SETTINGS.worker.has(name))).toEqual([]);
    const { host, grpcPort } = envToWorkerConfig(Object.fromEntries(env));
    expect(container).toMatchObject({
      name: 'kserve-container',
      ports: [{ name: 'h2c', containerPort: grpcPort, protocol: 'TCP' }],
      startupProbe: { grpc: { port: grpcPort } },
      livenessProbe: { grpc: { port: grpcPort } },
      readinessProbe: { grpc: { port: grpcPort, service: CLASSIFIER_SERVICE_NAME } },
    });
    expect(host).toBe('0.0.0.0');
    expect(container.livenessProbe.grpc.service).toBeUndefined();
    const { metricsPort } = envToWorkerConfig({});
    expect(runtime.spec.annotations['prometheus.kserve.io/port']).toBe(String(metricsPort));
  });

  it('name one runtime, by a format that is never chosen by itself, and the protocol by gRPC', () => {
    expect(service.metadata.annotations['serving.kserve.io/deploymentMode']).toBe('Standard');
    expect(model).toMatchObject({ runtime: runtime.metadata.name, protocolVersion: 'grpc-v2' });
    expect(runtime.spec.protocolVersions).toContain(model.protocolVersion);
    expect(runtime.spec.supportedModelFormats).toEqual([{ ...model.modelFormat, autoSelect: false }]);
  });

  it('run the image of the other manifests', () => {
    const kustomizations = ['kserve', 'kubernetes/cpu'].map((folder) =>
      parse(text(`deploy/${folder}/kustomization.yaml`)),
    );
    const [own, other] = kustomizations.map(({ images }) =>
      images.find(({ name }: { name: string }) => name === container.image),
    );
    expect(own).toEqual(other);
    expect(own).toBeDefined();
  });
});

describe('alerts and dashboard', () => {
  const alerts = (
    parse(text('deploy/prometheus/rules.yml')) as { groups: { rules: { alert: string; expr: string }[] }[] }
  ).groups.flatMap(({ rules }) => rules);
  const CLASSIFY_ROUTES = /route=~"([^"]+)"/.exec(
    alerts.find(({ alert }) => alert === 'AnswersSlow')?.expr ?? '',
  );
  const dashboard = JSON.parse(text('deploy/grafana/dashboards/skin-lesion-classifier.json')) as {
    panels: { title: string; targets?: { expr: string }[] }[];
  };
  const autoscaling = [
    ...text('deploy/kubernetes/gpu/autoscaling.yaml').matchAll(/name: (classifier_\w+)/g),
    ...text('deploy/kubernetes/archive/autoscaling-keda.yaml').matchAll(/query: >-\n((?: {10}.+\n)+)/g),
    // The rule of prometheus-adapter, from which autoscaling-hpa.yaml has its metric.
    ...text('deploy/kubernetes/archive/README.md').matchAll(/metricsQuery: (.+)/g),
  ];
  let exported: ReadonlySet<string>;
  let labels: ReadonlySet<string>;
  /** Of what the gateway has answered: route and status. */
  let answers: readonly (readonly [string, string])[];

  beforeAll(async () => {
    const worker = await startWorker(envToWorkerConfig({ ...QUIET_ENV, MODEL: 'compact-lite0' }));
    const gateway = await startGateway(
      envToGatewayConfig({
        ...QUIET_ENV,
        WORKER_ADDRESS: `127.0.0.1:${worker.grpcPort}`,
        RATE_LIMIT_PER_MINUTE: '3',
      }),
    );
    await worker.ready;
    for (const path of ['/classify', '/es/classify', '/api/v1/classify', '/api/v1/classify', '/classify']) {
      await fetch(`http://127.0.0.1:${gateway.port}${path}`, { method: 'POST' });
    }
    const scrapes = await Promise.all(
      [worker, gateway].map(async ({ metricsPort }) => {
        const response = await fetch(`http://127.0.0.1:${metricsPort}/metrics`);
        return await response.text();
      }),
    );
    await gateway.close();
    await worker.close();
    exported = new Set(scrapes.flatMap(seriesOf));
    labels = new Set(scrapes.flatMap((scrape) => allOf(scrape, /[{,](\w+)="/g)));
    answers = scrapes.flatMap((scrape) =>
      [...scrape.matchAll(/_count\{route="([^"]+)",.*status="([^"]+)"/g)].map(
        ([, route = '', status = '']) => [route, status] as const,
      ),
    );
  });

  it('know the routes that classify, of which requests over an address’s limit are none', () => {
    const isMeant = new RegExp(`^(${CLASSIFY_ROUTES?.[1]})$`);
    const meant = answers.filter(([route]) => isMeant.test(route));
    expect([...new Set(meant.map(([route]) => route))].sort()).toEqual(['/api/v1/classify', '/classify']);
    expect(meant.filter(([, status]) => status === '429')).toEqual([]);
    expect(answers).toContainEqual(['other', '429']);
  });

  it('join and select by labels that the services write, or Prometheus adds', () => {
    const added = ['job', 'instance', 'namespace', 'le'];
    const asked = alerts.flatMap(({ expr }) => [
      ...allOf(expr, /\b(?:by|on) \(([^)]+)\)/g).flatMap((list) => list.split(/, */)),
      ...allOf(expr, /[{,] ?(\w+)(?:=|!)/g),
    ]);
    expect(asked.length).toBeGreaterThan(20);
    const known = new Set([...labels, ...added]);
    expect(asked.filter((label) => !known.has(label))).toEqual([]);
  });

  it('show every alert on the dashboard', () => {
    const [target] = dashboard.panels.find(({ title }) => title === 'Alerts')?.targets ?? [];
    const [, shown = ''] = /alertname=~"([^"]+)"/.exec(target?.expr ?? '') ?? [];
    expect(shown.split('|')).toEqual(alerts.map(({ alert }) => alert));
  });

  it.each([
    ...alerts.map(({ alert, expr }) => [alert, expr]),
    ...dashboard.panels.flatMap(({ title, targets = [] }) => targets.map(({ expr }) => [title, expr])),
    ...autoscaling.map(([, name]) => ['autoscaling', name]),
  ])('%s asks only for what is exported', (_, expression = '') => {
    const asked = expression.match(/\b(classifier|gateway|process|nodejs)_\w+/g) ?? [];
    expect(asked.filter((name) => !exported.has(name))).toEqual([]);
    expect(asked.length > 0 || /\b(up|ALERTS)\b/.test(expression)).toBe(true);
  });

  it.each(alerts.map(({ alert }) => alert))('%s has a paragraph in the runbook, and a test', (alert) => {
    expect(text('deploy/README.md')).toContain(`\n### ${alert}\n`);
    expect(text('deploy/prometheus/rules.test.yml')).toContain(`alertname: ${alert}\n`);
  });
});

/** What the OpenTelemetry SDK and Node read themselves. */
function isOfLibrary(name: string): boolean {
  return /^(OTEL_|NODE_(USE_ENV_PROXY|EXTRA_CA_CERTS)$|(HTTPS|NO)_PROXY$)/.test(name);
}

/** What a pattern's one group matches, everywhere. */
function allOf(source: string, pattern: RegExp): readonly string[] {
  return [...source.matchAll(pattern)].map(([, found = '']) => found);
}

/** Every series that a scrape declares, with or without a sample. */
function seriesOf(scrape: string): readonly string[] {
  return [...scrape.matchAll(/^# TYPE (\S+) (\S+)$/gm)].flatMap(([, name, type]) =>
    type === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [`${name}`],
  );
}
