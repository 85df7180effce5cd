import {
  FIRST_ORDER,
  inOrder,
  nextOrder,
  SORT_COLUMNS,
  type SortColumn,
  type SortOrder,
} from './batch-order.js';
import { type BatchRowOptions, buildRow, showPicture, showState } from './batch-row.js';
import { find } from './find.js';
import type { QueuedImage } from './image-queue.js';

export interface BatchTableOptions extends BatchRowOptions {
  readonly table: HTMLTableElement;
}

/**
 * The table of images. Rows stay where they are while images are being classified, so that none moves away under a
 * finger; a press on a column's head, and the end of the classification, bring them into order.
 */
export class BatchTable {
  readonly #options: BatchTableOptions;
  readonly #body: HTMLElement;
  readonly #rows = new Map<QueuedImage, HTMLTableRowElement>();
  readonly #compareTexts = new Intl.Collator(document.documentElement.lang, { numeric: true }).compare;
  #order: SortOrder = FIRST_ORDER;

  constructor(options: BatchTableOptions) {
    this.#options = options;
    this.#body = find(options.table, '[data-queue-list]', HTMLElement);
    for (const column of Object.keys(SORT_COLUMNS) as SortColumn[]) {
      find(this.#headOf(column), 'button', HTMLButtonElement).addEventListener('click', () => {
        this.#order = nextOrder(this.#order, column);
        this.sort();
      });
    }
    this.#showOrder();
  }

  /** The images in the order in which the table shows them. */
  get images(): readonly QueuedImage[] {
    const places = new Map([...this.#body.children].map((row, place) => [row, place]));
    const place = (image: QueuedImage) => places.get(this.#rows.get(image) as Element) ?? 0;
    return [...this.#rows.keys()].sort((a, b) => place(a) - place(b));
  }

  /** Adds an image to the table, or shows its new state. */
  show(image: QueuedImage): void {
    let row = this.#rows.get(image);
    if (!row) {
      row = buildRow(image, this.#options);
      this.#rows.set(image, row);
      this.#body.append(row);
    }
    showState(row, image, this.#options.message);
    if (!find(row, '[data-no-picture]', HTMLElement).hidden) this.showPicture(image, null);
    this.#widenFaults();
  }

  /** @param url null where the browser cannot show the file, such as a TIFF: the service sends those back as JPEG */
  showPicture(image: QueuedImage, url: string | null): void {
    const row = this.#rows.get(image);
    const alt = this.#options.message('queue.preview', { name: image.name });
    if (row) showPicture(row, url ?? pictureSentBack(image), alt);
  }

  /** Brings the row of an image into view. */
  reveal(image: QueuedImage): void {
    this.#rows.get(image)?.scrollIntoView({ block: 'nearest' });
  }

  hide(image: QueuedImage): void {
    this.#rows.get(image)?.remove();
    this.#rows.delete(image);
  }

  /** Brings the rows into order. The focus stays where it is. */
  sort(): void {
    const focused = document.activeElement;
    const added = [...this.#rows.keys()].sort((a, b) => a.id - b.id);
    const ordered = inOrder(added, this.#order, this.#compareTexts);
    this.#body.replaceChildren(...ordered.flatMap((image) => this.#rows.get(image) ?? []));
    if (focused instanceof HTMLElement && focused !== document.activeElement) {
      focused.focus({ preventScroll: true });
    }
    this.#showOrder();
  }

  /** Where no label set says which classes are malignant, there is no such column. */
  showSums(isShown: boolean): void {
    this.#options.table.classList.toggle('is-without-sums', !isShown);
    this.#headOf('malignant').hidden = !isShown;
    this.#widenFaults();
  }

  focusFault(image: QueuedImage): void {
    const fault = this.#rows.get(image)?.querySelector<HTMLElement>('[data-item-fault]');
    if (!fault) return;
    fault.tabIndex = -1;
    fault.focus();
  }

  /** A fault has the room of the answer that did not come. */
  #widenFaults(): void {
    const answerCells = this.#headOf('malignant').hidden ? 2 : 3;
    for (const row of this.#rows.values()) {
      const isFault = row.dataset.kind === 'failed';
      find(row, '.cell-state', HTMLTableCellElement).colSpan = isFault ? answerCells + 1 : 1;
    }
  }

  #headOf(column: SortColumn): HTMLElement {
    return find(this.#options.table, `[data-sort=${column}]`, HTMLElement);
  }

  #showOrder(): void {
    const { column, direction } = this.#order;
    for (const each of Object.keys(SORT_COLUMNS) as SortColumn[]) {
      if (each === column) this.#headOf(each).setAttribute('aria-sort', direction);
      else this.#headOf(each).removeAttribute('aria-sort');
    }
  }
}

function pictureSentBack({ state }: QueuedImage): string | null {
  const page = state.kind === 'done' ? state.result.page : null;
  return page?.querySelector<HTMLImageElement>('.lesion')?.src ?? null;
}
