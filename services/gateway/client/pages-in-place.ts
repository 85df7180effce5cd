import { find } from './find.js';

/** The parts of a page, as selectors: a result changes `main` alone, another language changes them all. */
const PARTS = ['.skip', '.masthead', 'main', '.colophon'] as const;

const RESULT_HASH = '#result-';

/** What the window shows at an entry of its history: a form with its images, or a result. */
export interface Place {
  readonly title: string;
  readonly lang: string;
  /** In the order of `PARTS`. */
  readonly parts: readonly HTMLElement[];
  readonly owner: PlaceOwner;
}

/** What places belong to. */
export interface PlaceOwner {
  /** Called when one of its places is shown. */
  readonly show: () => void;
  /** Called when a place of another owner is shown instead. */
  readonly leave: () => void;
  /** Called when its last place is forgotten. */
  readonly close: () => void;
}

export interface Opening {
  /** Relative to the present one. */
  readonly address: string;
  /** What gets the focus, in the place's `main`. */
  readonly focus: string;
  /** Whether it takes the place of the one that is shown, so that the way back leads to the one before that. */
  readonly replaces?: boolean;
}

/** Places that the back button can restore: all results of a full list and more. One takes up to half a megabyte. */
const PLACES_LIMIT = 200;

interface Entry {
  readonly place: Place;
  /** The place from which it was opened. */
  readonly from: Place | null;
  scrollY: number;
  focus: Element | null;
}

export type PagesInPlace = ReturnType<typeof createPagesInPlace>;

/**
 * Shows forms and results without a reload. Each stays in memory for the browser's back and forward buttons. A reload
 * keeps addresses but no place, because nothing is stored.
 *
 * @param onNotKept called where the browser asks for a place that is gone; the form is shown then
 */
export function createPagesInPlace(home: Place, onNotKept: () => void) {
  const entries = new Map<number, Entry>();
  // The browser keeps numbers of an earlier visit to this page: they must not be taken for numbers of this one.
  let lastNumber = Date.now();
  let shown: Entry = { place: home, from: null, scrollY: 0, focus: null };
  const { pathname, search, hash } = location;
  const isGone = hash.startsWith(RESULT_HASH);
  history.replaceState(remember(shown), '', pathname + search + (isGone ? '' : hash));
  if (isGone) onNotKept();

  /** @returns the state of the history's entry */
  function remember(entry: Entry): { readonly place: number } {
    lastNumber += 1;
    entries.set(lastNumber, entry);
    if (entries.size > PLACES_LIMIT) forgetOldest();
    return { place: lastNumber };
  }

  function forgetOldest(): void {
    const [oldest] = entries;
    if (!oldest) return;
    const [number, { place }] = oldest;
    entries.delete(number);
    const owners = [...entries.values()].map((one) => one.place.owner);
    if (!owners.includes(place.owner)) place.owner.close();
  }

  function show(next: Entry): void {
    if (next === shown) return;
    const last = shown;
    last.scrollY = window.scrollY;
    last.focus = document.activeElement;
    shown = next;
    for (const [index, part] of next.place.parts.entries()) {
      const present = last.place.parts[index];
      if (present !== part) present?.replaceWith(part);
    }
    document.title = next.place.title;
    document.documentElement.lang = next.place.lang;
    if (last.place.owner !== next.place.owner) last.place.owner.leave();
    next.place.owner.show();
  }

  function open(place: Place, { address, focus, replaces = false }: Opening): void {
    const from = replaces ? shown.from : shown.place;
    const entry: Entry = { place, from, scrollY: 0, focus: null };
    const state = remember(entry);
    if (replaces) history.replaceState(state, '', address);
    else history.pushState(state, '', address);
    show(entry);
    window.scrollTo(0, 0);
    find(find(document, 'main', HTMLElement), focus, HTMLElement).focus({ preventScroll: true });
  }

  window.addEventListener('popstate', ({ state }) => {
    const number: unknown = state?.place;
    // A jump within the page, as to its main part: it stays where it is.
    if (typeof number !== 'number') return history.replaceState(remember(shown), '');
    const entry = entries.get(number);
    // Forgotten, or of an earlier visit: its address leads to its form, or says that a result is gone.
    if (!entry) return location.reload();
    show(entry);
    window.scrollTo(0, entry.scrollY);
    if (entry.focus instanceof HTMLElement) entry.focus.focus({ preventScroll: true });
  });

  return {
    open,
    /** Goes back where the place is the one before, and opens it anew otherwise. */
    backTo(place: Place, opening: Opening): void {
      if (shown.from === place) history.back();
      else open(place, opening);
    },
  };
}

/** The address of a result, on the page of its form. */
export function resultAddress(id: number): string {
  return `${RESULT_HASH}${id}`;
}

/** The present page. */
export function presentParts(): readonly HTMLElement[] {
  return PARTS.map((selector) => find(document, selector, HTMLElement));
}

/** The parts of a page that has been loaded, for this document. */
export function importParts(page: Document): readonly HTMLElement[] {
  return PARTS.map((selector) => document.importNode(find(page, selector, HTMLElement), true));
}

/** The same page with another main part. */
export function withMain(parts: readonly HTMLElement[], main: HTMLElement): readonly HTMLElement[] {
  return parts.map((part) => (part.localName === 'main' ? main : part));
}
