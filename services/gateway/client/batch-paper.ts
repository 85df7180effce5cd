import { LANGUAGES, LOCALES } from '@slc/domain';
import type { Result } from './classify-image.js';
import { find } from './find.js';
import { localTimeRange } from './local-time.js';
import type { Message } from './messages.js';

/** What stands above the table on paper, and is not needed on the screen: which model answered, and when. */
export function showOnPaper(section: HTMLElement, results: readonly Result[], message: Message): void {
  const models = new Map(
    results.map(({ classification: { model, temperature } }) => [
      model.sha256,
      message(model.standIn ? 'batch.paper.standIn' : 'batch.paper.model', {
        id: model.id,
        revision: model.revision,
        sha256: model.sha256,
        temperature,
      }),
    ]),
  );
  find(section, '[data-paper-model]', HTMLElement).textContent = [...models.values()].join(' · ');
  const locale = LOCALES.find((one) => one === document.documentElement.lang) ?? 'en';
  const times = results.map(({ time }) => new Date(time)).sort((a, b) => a.getTime() - b.getTime());
  const [first, last] = [times[0], times.at(-1)];
  find(section, '[data-paper-time]', HTMLElement).textContent =
    first && last
      ? message('batch.paper.time', { times: localTimeRange(first, last, LANGUAGES[locale].formatTag) })
      : '';
}
