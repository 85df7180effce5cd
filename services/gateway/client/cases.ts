import type { Result } from './classify-image.js';
import { find } from './find.js';
import { loadPage } from './load-page.js';
import {
  createPagesInPlace,
  importParts,
  type PagesInPlace,
  type Place,
  presentParts,
  resultAddress,
  withMain,
} from './pages-in-place.js';
import { isPlainClick } from './plain-click.js';
import { enhanceReport } from './report.js';
import { pressedStep, showSteps, watchStepKeys } from './result-steps.js';
import { enhanceThemeSwitch, showChosenTheme } from './theme-switch.js';
import { enhanceUpload, type OpenResult, type Upload } from './upload.js';

/** A form with its images and their results. */
interface Case {
  readonly upload: Upload;
  readonly home: Place;
  /** The form's `main`, never enhanced: the next case begins with a copy of it. */
  readonly blank: HTMLElement;
}

/**
 * The cases of this page: a new one begins with an empty form, one in another language with the images of the last. The
 * browser's back button restores the one before.
 */
export class Cases {
  readonly #pages: PagesInPlace;
  readonly #mains = new WeakMap<Result, HTMLElement>();
  /** The one that is shown. */
  #present: Case;

  constructor() {
    const { title, documentElement } = document;
    this.#present = this.#create({ title, lang: documentElement.lang, parts: presentParts() });
    this.#followLanguages(this.#present.home);
    watchStepKeys();
    this.#pages = createPagesInPlace(this.#present.home, () => this.#present.upload.sayNotKept());
  }

  #create(page: Pick<Place, 'title' | 'lang' | 'parts'>): Case {
    const main = mainOf(page);
    const blank = main.cloneNode(true) as HTMLElement;
    // With script, a fault comes beside its image.
    blank.querySelector('#fault')?.remove();
    const upload = enhanceUpload(main, (result) => this.#openResult(created, result));
    const owner = {
      show: () => {
        this.#present = created;
        upload.refresh();
        showChosenTheme();
        document.dispatchEvent(new Event('model-status-changed'));
      },
      leave: () => upload.leave(),
      close: () => upload.close(),
    };
    const created: Case = { upload, home: { ...page, owner }, blank };
    return created;
  }

  #openResult(of: Case, { id, name, result }: OpenResult, isStep = false): void {
    const main = this.#mains.get(result) ?? this.#createReport(of, { name, result });
    const place = { ...of.home, title: result.page.title, parts: withMain(of.home.parts, main) };
    const steps = of.upload.stepsFrom(id);
    if (steps) showSteps(main, steps, (next) => this.#openResult(of, next, true));
    const focus = (steps && pressedStep(steps)) ?? 'h1';
    this.#pages.open(place, { address: resultAddress(id), focus, replaces: isStep });
  }

  /** Kept with what a person types and unfolds in it. */
  #createReport(of: Case, { name, result }: Pick<OpenResult, 'name' | 'result'>): HTMLElement {
    const main = document.importNode(find(result.page, 'main', HTMLElement), true);
    enhanceReport(main, {
      fileName: name,
      goBack: () => this.#goToForm(of),
      startNewCase: () => this.#startNew(),
    });
    this.#mains.set(result, main);
    return main;
  }

  #goToForm({ home }: Case): void {
    this.#pages.backTo(home, { address: pageAddress(), focus: '#queue-title' });
  }

  #startNew(): void {
    const { home, blank } = this.#present;
    const main = blank.cloneNode(true) as HTMLElement;
    const status = mainOf(home).querySelector('#model-status');
    if (status) find(main, '#model-status', HTMLElement).replaceWith(status.cloneNode(true));
    const next = this.#create({ ...home, parts: withMain(home.parts, main) });
    this.#pages.open(next.home, { address: pageAddress(), focus: '#image' });
  }

  #followLanguages({ parts }: Place): void {
    for (const link of parts.flatMap((part) => [
      ...part.querySelectorAll<HTMLAnchorElement>('[data-language]'),
    ])) {
      link.addEventListener('click', (event) => {
        // Without images, nothing would be lost by leaving.
        if (!isPlainClick(event) || !this.#present.upload.hasImages()) return;
        event.preventDefault();
        // The language that is shown already would only lose the results.
        if (link.ariaCurrent === null) void this.#switchLanguage(link.href);
      });
    }
  }

  async #switchLanguage(address: string): Promise<void> {
    const left = this.#present;
    const loaded = await loadPage(address).catch(() => null);
    if (this.#present !== left) return;
    if (!loaded?.page.querySelector('[data-upload]')) {
      this.#goToForm(left);
      left.upload.sayNoAnswer();
      return;
    }
    const { page } = loaded;
    const next = this.#create({
      title: page.title,
      lang: page.documentElement.lang,
      parts: importParts(page),
    });
    this.#followLanguages(next.home);
    next.upload.take(left.upload.given());
    this.#pages.open(next.home, { address, focus: '[data-submit]' });
    enhanceThemeSwitch();
  }
}

function mainOf({ parts }: Pick<Place, 'parts'>): HTMLElement {
  const main = parts.find((part) => part.localName === 'main');
  if (!main) throw new Error('page: expected a main part');
  return main;
}

/** Without a result's. */
function pageAddress(): string {
  return location.pathname + location.search;
}
