import { SlcError } from '@slc/domain';
import { expect, it } from 'vitest';
import { WorkerNews } from './worker-news.js';

const refused = new SlcError('model_not_ready', 'nobody listens');

it('tells at the start of those alone that do not serve, and then of each change', () => {
  const said: string[] = [];
  const news = new WorkerNews((text) => said.push(text));
  for (const address of ['a:1', 'c:1']) news.lost(address, refused);
  news.unknown(new SlcError('model_not_ready', 'd:1: no such name'));
  for (const address of ['b:1', 'c:1']) news.joined(address);
  expect(said).toEqual([]);
  news.opened();
  expect(said.splice(0)).toEqual(['the worker at a:1 is not used yet: nobody listens', 'd:1: no such name']);
  news.joined('a:1');
  news.lost('b:1', refused);
  news.lost('e:1', refused);
  expect(said).toEqual([
    'the worker at a:1 has joined',
    'the worker at b:1 is not used any more: nobody listens',
    'the worker at e:1 is not used yet: nobody listens',
  ]);
});
