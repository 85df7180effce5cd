import { EXPLANATION_METHODS, IMAGE_ACCEPT, isErrorCode, listImageFormats, SlcError } from '@slc/domain';
import { ANYWHERE, type OpenApiDocument, PROTOCOL } from '../../api/openapi.js';
import { operationsIn } from '../../api/openapi-operations.js';
import { toProblem } from '../../api/schemas.js';
import { HTTP_ERRORS } from '../../http/http-errors.js';
import type { Example } from '../examples.js';
import { fieldsView, MANIFEST, schemaAnchor } from './fields-view.js';
import type { PageContext } from './page-context.js';
import { asCode, prose } from './prose.js';

export interface DocsOptions {
  readonly document: OpenApiDocument;
  readonly examples: readonly Example[];
  readonly uploadLimitBytes: number;
  readonly workerAddress: string;
}

/** The API page, from the OpenAPI document and the examples. */
export function docsView(context: PageContext, options: DocsOptions) {
  const { document, examples, uploadLimitBytes, workerAddress } = options;
  const { t, format, locale } = context;
  const formats = listImageFormats(t('word.or'));
  const shown = examples.map(({ id, isOfProtocol, code }) => ({
    name: id,
    id: `example-${id}`,
    isOfProtocol,
    title: t(`api.example.${id}`),
    how: prose(t(`api.example.${id}.how`, { worker: workerAddress })),
    code,
  }));
  return {
    title: t('api.title'),
    path: '/api/docs',
    isEnglish: locale === 'en',
    examples: shown.filter(({ isOfProtocol }) => !isOfProtocol),
    protocol: {
      lead: prose(t('api.protocol.lead')),
      examples: shown.filter(({ isOfProtocol }) => isOfProtocol),
      limits: prose(t('api.protocol.limits', { limit: format.bytes(uploadLimitBytes) })),
      link: PROTOCOL,
    },
    accept: IMAGE_ACCEPT,
    hint: t('api.try.hint', { formats, limit: format.bytes(uploadLimitBytes) }),
    tryMessages: JSON.stringify({
      sending: t('api.try.sending'),
      // Its value is known when the answer has come.
      answered: t('api.try.answered', { status: '{status}' }),
      failed: t('api.try.failed'),
    }),
    operations: operationsOf(context, document),
    takes: [
      prose(t('api.takes.body', { formats, types: asCode(contentTypesOf(document)) })),
      prose(t('api.takes.accept', { types: asCode(answerTypesOf(document)) })),
      prose(t('api.takes.query', { values: asCode(EXPLANATION_METHODS) })),
      prose(t('api.takes.bundle')),
    ],
    answer: sampleAnswer(document),
    tables: tablesOf(context, document),
    problemsLead: prose(t('api.problems.lead')),
    fieldsLead: prose(t('api.fields.lead')),
    problems: problemsOf(context, document),
    problem: JSON.stringify(SAMPLE_PROBLEM, null, 2),
  };
}

const SAMPLE_PROBLEM = toProblem(
  new SlcError('unsupported_media_type', `image: expected a ${listImageFormats()} file, got a PDF file`),
  '/api/v1/classify',
);

function operationsOf({ t }: PageContext, document: OpenApiDocument) {
  return operationsIn(document).map(({ address, operationId, responses }) => {
    const name = responses['200']?.content['application/json']?.schema.$ref.split('/').at(-1) ?? '';
    const answer = { name, href: `#${schemaAnchor(name)}` };
    return { address, what: t(`api.operation.${operationId}`), answer };
  });
}

/** Of what the operations answer, in their order, each followed by the schemas that it refers to. */
function tablesOf(context: PageContext, document: OpenApiDocument) {
  const { schemas } = document.components;
  const reached = new Set<string>();
  const reach = (value: unknown): void => {
    for (const [, name = ''] of JSON.stringify(value).matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
      if (reached.has(name)) continue;
      reached.add(name);
      reach(schemas[name]);
    }
  };
  for (const { responses } of operationsIn(document)) reach(responses);
  reach(document.components.responses);
  reached.delete(MANIFEST);
  return [...reached].map((name) => fieldsView(context, name, schemas));
}

function contentTypesOf({ paths }: OpenApiDocument): string[] {
  return Object.keys(paths['/api/v1/classify'].post.requestBody.content);
}

function answerTypesOf({ paths, components }: OpenApiDocument): string[] {
  const json = Object.keys(paths['/api/v1/classify'].post.responses['200'].content);
  const { fhir_bundle: bundle, dicom_report: report } = components.responses;
  return [...json, ...Object.keys(bundle.content), ...Object.keys(report.content)];
}

function sampleAnswer({ paths }: OpenApiDocument): string {
  const { examples } = paths['/api/v1/classify'].post.responses['200'].content['application/json'];
  return JSON.stringify(examples.drawing.value, null, 2);
}

function problemsOf({ t }: PageContext, document: OpenApiDocument) {
  const named = operationsIn(document).flatMap(({ responses }) =>
    Object.values(responses).flatMap(({ content }) =>
      Object.keys(content['application/problem+json']?.examples ?? {}),
    ),
  );
  return [...new Set([...ANYWHERE, ...named.filter(isErrorCode)])]
    .toSorted((a, b) => HTTP_ERRORS[a].status - HTTP_ERRORS[b].status)
    .map((code) => ({
      code,
      status: String(HTTP_ERRORS[code].status),
      cause: prose(t(`problem.${code}.cause`)),
      remedy: prose(t(`problem.${code}.remedy`)),
    }));
}
