import { readFileSync } from 'node:fs';

const FOLDER = new URL('../../examples/', import.meta.url);

/** In the order of the page. Each file runs as it is against a service of `npm start`. */
const FILES = {
  image: 'image.sh',
  curl: 'classify.sh',
  bytes: 'bytes.sh',
  fhir: 'fhir.sh',
  dicom: 'dicom.sh',
  python: 'classify.py',
  javascript: 'classify.mjs',
  stubs: 'stubs.sh',
  grpc: 'classify_grpc.py',
  infer: 'infer.sh',
  triton: 'infer.py',
} as const;

export type ExampleId = keyof typeof FILES;

/** Those of the Open Inference Protocol, which have a section of their own. */
const OF_PROTOCOL: ReadonlySet<string> = new Set<ExampleId>(['infer', 'triton']);

export interface Example {
  readonly id: ExampleId;
  readonly isOfProtocol: boolean;
  readonly code: string;
}

/** What the files say, which is replaced by what is so of the service that shows them. */
const WRITTEN = {
  service: 'http://localhost:8000',
  worker: 'localhost:50051',
  model: 'efficientnetv2s-ham10000',
} as const;

export interface ExampleFacts {
  /** The addresses of gateway and worker. */
  readonly service: string;
  readonly worker: string;
  /** The id of the model that is served. Undefined where it is not known: the examples then name the default one. */
  readonly model: string | undefined;
}

/** @returns gives the examples as they run against a service */
export function readExamples(): (facts: ExampleFacts) => Example[] {
  const files = Object.entries(FILES).map(([id, file]) => ({
    // The keys of the table above.
    id: id as ExampleId,
    text: readFileSync(new URL(file, FOLDER), 'utf8').trimEnd(),
  }));
  return ({ service, worker, model = WRITTEN.model }) =>
    files.map(({ id, text }) => ({
      id,
      isOfProtocol: OF_PROTOCOL.has(id),
      code: text
        .replaceAll(WRITTEN.service, () => service)
        .replaceAll(WRITTEN.worker, () => worker)
        .replaceAll(WRITTEN.model, () => model),
    }));
}
