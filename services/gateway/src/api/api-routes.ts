import { readFileSync } from 'node:fs';
import { type ExplanationMethod, SlcError, toExplanationMethod } from '@slc/domain';
import type { BundleType } from '@slc/interop';
import type { NextFunction, Request, Response, Router } from 'express';
import { notFound } from '../http/error-handler.js';
import { publicAddressOf } from '../http/public-address.js';
import { routes } from '../http/routes.js';
import { uploadedImage } from '../uploads/read-upload.js';
import type { TakeUpload } from '../uploads/upload-budget.js';
import type { WorkerCalls } from '../worker/worker-calls.js';
import { type AnswerWriters, acceptedWriters, JSON_WRITER, writerFor } from './answer-writers.js';
import { DICOM, dicomWriter } from './dicom-writer.js';
import { FHIR_JSON } from './fhir-json.js';
import { fhirWriter } from './fhir-writer.js';
import type { OpenApi } from './openapi.js';
import { toModelInfoAnswer } from './schemas.js';

interface ClassifyDependencies {
  readonly worker: WorkerCalls;
  readonly formUpload: TakeUpload;
  readonly bareUpload: TakeUpload;
  readonly uploadLimitBytes: number;
}

/** Classification for programs: one image, one answer. */
export function classifyRoute(dependencies: ClassifyDependencies): Router {
  const { worker, formUpload, bareUpload, uploadLimitBytes } = dependencies;
  const form = formUpload(classify);
  const bare = bareUpload(classify);
  const limits = { maxBytes: uploadLimitBytes };
  const writers: AnswerWriters = [JSON_WRITER, fhirWriter(worker, limits), dicomWriter(worker, limits)];
  return routes({ 'POST /api/v1/classify': upload });

  async function classify(request: Request, response: Response): Promise<void> {
    const image = Buffer.isBuffer(request.body) ? request.body : uploadedImage(request);
    const { accepted, explain, bundle } = wishesOf(request, writers);
    const { mediaType, pictures, write } = writerFor(image, accepted);
    const classified = await worker.classify(image, response, { explain, ...(explain && { pictures }) });
    const body = await write({ image, classified, bundle });
    const contentType = typeof body === 'string' ? `${mediaType}; charset=utf-8` : mediaType;
    // As bytes: for a text Express would write the header's parameters anew, in lower case.
    response.set({ 'Cache-Control': 'no-store', 'Content-Type': contentType }).send(Buffer.from(body));
  }

  function upload(request: Request, response: Response, next: NextFunction): void {
    response.vary('Accept');
    // What cannot be answered is refused before its image is read.
    wishesOf(request, writers);
    const type = request.get('content-type') ?? '';
    if (/^multipart\/form-data\b/i.test(type)) form(request, response, next);
    else if (/^(image\/|application\/(octet-stream|dicom)(?![\w+.-]))/i.test(type))
      bare(request, response, next);
    else {
      const message = `Content-Type: expected multipart/form-data, an image type, application/dicom or application/octet-stream, got ${kindOf(type)}`;
      throw new SlcError('unsupported_media_type', message);
    }
  }

  /** In words of our own: what the client sent is not repeated. */
  function kindOf(type: string): string {
    if (type === '') return 'none';
    if (/^application\/json\b/i.test(type)) {
      return 'JSON: send the bytes of the image file themselves, not text that stands for them';
    }
    return 'another';
  }
}

/**
 * What the request asks for. A parameter that is not known, or that would change nothing, is refused: `explain[]` or `EXPLAIN` would get an
 * answer without the map that it asks for.
 *
 * @throws SlcError `not_acceptable`, `invalid_request`
 */
function wishesOf(request: Request, writers: AnswerWriters) {
  const { explain, bundle, ...others } = request.query;
  if (Object.keys(others).length > 0) {
    const message = 'query: expected explain, bundle or nothing, got another parameter';
    throw new SlcError('invalid_request', message);
  }
  const accepted = acceptedWriters(request, writers);
  return {
    accepted,
    explain: explainOf(explain, accepted),
    bundle: bundleOf(bundle, accepted),
  };
}

function explainOf(value: unknown, [{ mediaType }]: AnswerWriters): ExplanationMethod | undefined {
  if (value === undefined) return undefined;
  if (mediaType !== DICOM) return toExplanationMethod(value, 'explain');
  const message = 'explain: expected with another form of the answer, since a DICOM report has no heat map';
  throw new SlcError('invalid_request', message);
}

function bundleOf(value: unknown, [{ mediaType }]: AnswerWriters): BundleType {
  if (value === undefined) return 'collection';
  if (value !== 'transaction') {
    throw new SlcError('invalid_request', 'bundle: expected transaction or nothing, got another value');
  }
  if (mediaType === FHIR_JSON) return value;
  const message = 'bundle: expected with Accept: application/fhir+json, got with another form of the answer';
  throw new SlcError('invalid_request', message);
}

export interface DescriptionDependencies {
  readonly worker: WorkerCalls;
  readonly openApi: OpenApi;
}

/** Describes the API and the model. Routes have whole paths, because metrics and the log name them. */
export function apiRoutes({ worker, openApi }: DescriptionDependencies): Router {
  const proto = readFileSync(PROTO, 'utf8');
  const router = routes({
    'GET /api/v1/model': async (_request, response) => {
      response.set('Cache-Control', 'no-store').json(toModelInfoAnswer(await worker.modelInfo()));
    },
    'GET /api/v1/openapi.json': (request, response) => {
      // Its server is the address of this request.
      response.set('Cache-Control', 'no-store').json(openApi(publicAddressOf(request, response)));
    },
    'GET /api/v1/classifier.proto': (_request, response) => {
      response.type('text').send(proto);
    },
  });
  return router.use('/api', notFound);
}

/** The worker's gRPC contract, at the same relative path in the repository and in the container image. */
const PROTO = new URL('../../../../proto/classifier/v1/classifier.proto', import.meta.url);
