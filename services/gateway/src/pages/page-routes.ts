import { isLoadShedding, SlcError, toSlcError } from '@slc/domain';
import type { Request, Response, Router } from 'express';
import type { FaultPage } from '../http/error-handler.js';
import { HTTP_ERRORS } from '../http/http-errors.js';
import { routes } from '../http/routes.js';
import { uploadedImage } from '../uploads/read-upload.js';
import type { TakeUpload } from '../uploads/upload-budget.js';
import type { WorkerCalls } from '../worker/worker-calls.js';
import type { Render } from './render.js';
import type { Samples } from './samples.js';
import { faultPageView, faultView } from './views/fault-view.js';
import { homeView } from './views/home-view.js';
import { modelStatusPageView } from './views/model-status-view.js';
import { modelView } from './views/model-view.js';
import { type PageContext, pageContext } from './views/page-context.js';
import { resultView } from './views/result-view.js';

export interface PageDependencies {
  readonly worker: WorkerCalls;
  readonly render: Render;
  readonly samples: Samples;
  readonly uploadLimitBytes: number;
  /** Reads the form's image into memory. */
  readonly formUpload: TakeUpload;
}

/** The pages: the form, the result, the model. In the language of the address, else in the browser's. */
export function pageRoutes(dependencies: PageDependencies): Router {
  const { worker, render, samples, uploadLimitBytes, formUpload } = dependencies;
  return routes({
    'GET /': async (request, response) => {
      const context = pageContext(request, response);
      // The page is served also while the worker is not.
      const info = await worker.modelInfo().catch(() => null);
      const view = homeView(context, { info, samples, uploadLimitBytes, fault: null });
      send(response, context, { page: render('home', view, context) });
    },
    'POST /classify': formUpload(async (request, response) => {
      const context = pageContext(request, response);
      const image = imageOrExample(request, samples);
      const classified = await worker.classify(image, response, {
        preview: true,
        pictures: ['analysed', 'overlay'],
        // Where there is no room for the map, the answer comes without it.
        explanationOptional: true,
        ...(wantsMap(request) && { explain: 'grad-cam' }),
      });
      const info = await worker.describe(classified.classification.model);
      const isDrawing = request.file === undefined;
      const view = resultView(context, classified, { info, now: new Date(), isDrawing });
      // A result is stored nowhere; a browser may keep the other pages for its back button.
      send(response, context, { page: render('result', view, context), cache: 'no-store' });
    }),
    'GET /model-info': async (request, response) => {
      const context = pageContext(request, response);
      const info = await worker.modelInfo().catch(unlessAway);
      if (info === null) response.status(HTTP_ERRORS.model_not_ready.status).set('Retry-After', '1');
      const view = modelView(context, info);
      const cache = info === null ? 'no-store' : 'no-cache';
      send(response, context, { page: render('model-info', view, context), cache });
    },
  });
}

/** The model's page tells of a worker that is away, and waits for it. Other faults get an error page. */
function unlessAway(error: unknown): null {
  const { code } = toSlcError(error);
  if (code === 'model_not_ready' || code === 'deadline_exceeded') return null;
  throw error;
}

/** Both at once are refused: a drawing's result must not pass for that of a person's image. */
function imageOrExample(request: Request, samples: Samples): Uint8Array {
  const example: unknown = request.body?.example;
  if (typeof example !== 'string') return uploadedImage(request);
  if (request.file) {
    throw new SlcError('invalid_request', 'form: expected an image or the name of an example, got both');
  }
  const sample = samples.get(example);
  if (sample) return sample.image;
  throw new SlcError('invalid_request', 'example: expected the name of one of the examples, got another');
}

/**
 * One image gets a heat map. The page's script says `none` for each of several that it sends together: their maps would take
 * the places of several times as many images.
 *
 * @throws SlcError `invalid_request`
 */
function wantsMap({ body }: Request): boolean {
  const explain: unknown = body?.explain;
  if (explain === undefined || explain === 'none') return explain === undefined;
  throw new SlcError('invalid_request', 'form field explain: expected none, got something else');
}

/** The model's status alone: an open page polls it while the status will change. */
export function modelStatusRoute({ worker, render }: PageDependencies): Router {
  return routes({
    'GET /model-status': async (request, response) => {
      const context = pageContext(request, response);
      const info = await worker.modelInfo().catch(() => null);
      const page = render('model-status', modelStatusPageView(context, info), context);
      send(response, context, { page, cache: 'no-store' });
    },
  });
}

/** Shows an image's fault above the form, ready for another image, and any other error on a page of its own. */
export function faultPage({ worker, render, samples, uploadLimitBytes }: PageDependencies): FaultPage {
  return async (error, request, response) => {
    const context = pageContext(request, response);
    setLanguageHeaders(response, context);
    if (request.method !== 'POST' || !request.path.endsWith('/classify')) {
      return render('error', faultPageView(context, error), context);
    }
    const info = isLoadShedding(error.code)
      ? worker.knownModel()
      : await worker.modelInfo().catch(() => null);
    const fault = faultView(context, error);
    return render('home', homeView(context, { info, samples, uploadLimitBytes, fault }), context);
  };
}

export function send(
  response: Response,
  context: PageContext,
  { page, cache = 'no-cache' }: { readonly page: string; readonly cache?: 'no-cache' | 'no-store' },
): void {
  setLanguageHeaders(response, context).set('Cache-Control', cache).type('html').send(page);
}

function setLanguageHeaders(response: Response, { locale, prefix }: PageContext): Response {
  if (prefix === '') response.vary('Accept-Language');
  return response.set('Content-Language', locale);
}
