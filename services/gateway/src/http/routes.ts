import { SlcError } from '@slc/domain';
import { type RequestHandler, Router } from 'express';
import { addressOf } from './base-path.js';

type Method = 'GET' | 'POST';

/** A router with one handler for each method and path. It refuses every other method of these paths. */
export function routes(handlers: Readonly<Record<`${Method} /${string}`, RequestHandler>>): Router {
  const router = Router();
  for (const [name, handler] of Object.entries(handlers)) {
    const [method, path = ''] = name.split(' ');
    const route = router.route(path);
    if (method === 'GET') route.get(handler).all(allowOnly('GET'));
    else route.post(handler).all(allowOnly('POST'));
  }
  return router;
}

/** Refuses every other method. */
export function allowOnly(method: Method): RequestHandler {
  // Express answers HEAD wherever it answers GET.
  const allowed = method === 'GET' ? ['GET', 'HEAD'] : [method];
  return (request, response) => {
    response.set('Allow', allowed.join(', '));
    const asked = `${request.method} ${addressOf(response)}`;
    throw new SlcError('method_not_allowed', `${asked}: expected ${allowed.join(' or ')}`);
  };
}
