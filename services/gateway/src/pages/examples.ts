import { readFileSync } from 'node:fs';

const FOLDER = new URL('../../examples/', import.meta.url);

/** In the order of the page. Each file runs as it is against a service of `npm start`. */
const FILES = {
  image: 'image.sh',
  curl: 'classify.sh',
  bytes: 'bytes.sh',
  fhir: 'fhir.sh',
  python: 'classify.py',
  javascript: 'classify.mjs',
  stubs: 'stubs.sh',
  grpc: 'classify_grpc.py',
} as const;

export type ExampleId = keyof typeof FILES;

export interface Example {
  readonly id: ExampleId;
  readonly code: string;
}

/** What the files say, which is replaced by the addresses of the service that shows them. */
const WRITTEN = { service: 'http://localhost:8000', worker: 'localhost:50051' } as const;

/** @returns gives the examples for the addresses of gateway and worker */
export function readExamples(): (addresses: Readonly<Record<keyof typeof WRITTEN, string>>) => Example[] {
  const files = Object.entries(FILES).map(([id, file]) => ({
    // The keys of the table above.
    id: id as ExampleId,
    text: readFileSync(new URL(file, FOLDER), 'utf8').trimEnd(),
  }));
  return ({ service, worker }) =>
    files.map(({ id, text }) => ({
      id,
      code: text.replaceAll(WRITTEN.service, () => service).replaceAll(WRITTEN.worker, () => worker),
    }));
}
