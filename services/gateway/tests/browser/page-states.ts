import type { Page } from 'playwright-core';
import { ASSESSMENT, DRAWINGS, type ExampleService, STATUS } from './example-service.js';

export type Language = 'en' | 'es';

export interface PageState {
  readonly name: string;
  /** False for a state that exists without script too. */
  readonly needsScript: boolean;
  enter(page: Page, service: ExampleService, language: Language): Promise<void>;
}

export const NOT_AN_IMAGE = {
  name: 'notes.txt',
  mimeType: 'text/plain',
  buffer: Buffer.from('not an image'),
};

const open =
  (path: string, status: ExampleService['status'] = STATUS.standIn): PageState['enter'] =>
  async (page, service, language) => {
    Object.assign(service, { status, isAway: false });
    await page.goto(`${service.base}/${language}${path}`);
  };

/** Chooses files on the first page. */
export async function choose(page: Page, files: Parameters<Page['setInputFiles']>[1]): Promise<void> {
  await page.setInputFiles('#image', files);
}

export async function submit(page: Page): Promise<void> {
  await page.click('[data-submit]');
}

/** Waits for a whole result: without script, a page can be read before all of it has come. */
export async function resultShown(page: Page): Promise<void> {
  await page.waitForSelector('[data-result]');
  await page.waitForLoadState();
}

type Answers = Partial<Pick<ExampleService, 'status' | 'assessment' | 'mapHolds'>>;

/** What the example service says unless a state wants something else. */
const RESULT = { status: STATUS.standIn, assessment: ASSESSMENT.unmeasured, mapHolds: true } as const;

/** Chooses an image, sends it, and waits for its result. */
export function result(answers: Answers): PageState['enter'] {
  return async (page, service, language) => {
    Object.assign(service, { ...RESULT, ...answers });
    await page.goto(`${service.base}/${language}/`);
    await choose(page, DRAWINGS[1] ?? '');
    await submit(page);
    await resultShown(page);
    Object.assign(service, { ...RESULT, status: service.status });
  };
}

/** Every page, in every state that a person can see. */
export const PAGE_STATES: readonly PageState[] = [
  { name: 'first page', needsScript: false, enter: open('/') },
  { name: 'model being fetched', needsScript: false, enter: open('/', STATUS.fetching) },
  { name: 'model failed', needsScript: false, enter: open('/', STATUS.failed) },
  { name: 'model page, compact', needsScript: false, enter: open('/model-info') },
  { name: 'model page, calibrated', needsScript: false, enter: open('/model-info', STATUS.calibrated) },
  {
    name: 'model page, worker away',
    needsScript: false,
    async enter(page, service, language) {
      service.isAway = true;
      await page.goto(`${service.base}/${language}/model-info`);
    },
  },
  { name: 'model page, full', needsScript: false, enter: open('/model-info', STATUS.ready) },
  { name: 'API page', needsScript: false, enter: open('/api/docs') },
  { name: 'no such page', needsScript: false, enter: open('/nowhere') },
  { name: 'result', needsScript: false, enter: result({}) },
  {
    name: 'result, undecided, with a map that fails',
    needsScript: false,
    enter: result({ status: STATUS.calibrated, assessment: ASSESSMENT.undecided, mapHolds: false }),
  },
  {
    name: 'result, unusable',
    needsScript: false,
    enter: result({ status: STATUS.calibrated, assessment: ASSESSMENT.unusable }),
  },
  {
    name: 'result of an example, without room for a map',
    needsScript: false,
    async enter(page, service, language) {
      Object.assign(service, { ...RESULT, mapHolds: null });
      await page.goto(`${service.base}/${language}/`);
      await page.click('form[data-example] button');
      await page.waitForSelector('[data-result] [data-drawing]');
      Object.assign(service, RESULT);
    },
  },
  {
    name: 'refused image',
    needsScript: false,
    async enter(page, service, language) {
      await open('/', STATUS.ready)(page, service, language);
      await choose(page, NOT_AN_IMAGE);
      await submit(page);
      await page.waitForSelector('[data-fault], [data-kind=failed]');
    },
  },
  {
    name: 'images chosen',
    needsScript: true,
    async enter(page, service, language) {
      await open('/', STATUS.ready)(page, service, language);
      await choose(page, DRAWINGS.slice(0, 3));
      await page.waitForSelector('[data-kind=ready] >> nth=2');
    },
  },
  {
    name: 'several results',
    needsScript: true,
    async enter(page, service, language) {
      await open('/', STATUS.ready)(page, service, language);
      await choose(page, DRAWINGS.slice(0, 2));
      await choose(page, NOT_AN_IMAGE);
      await submit(page);
      await page.waitForSelector('[data-kind=done] >> nth=1');
      await page.waitForSelector('[data-kind=failed]');
    },
  },
];
