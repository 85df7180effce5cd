import type { QueuedImage } from './image-queue.js';

/** Each column of the table by which it can be sorted, with the direction in which a first press sorts. */
export const SORT_COLUMNS = {
  name: 'ascending',
  verdict: 'ascending',
  class: 'ascending',
  malignant: 'descending',
  state: 'ascending',
} as const;

export type SortColumn = keyof typeof SORT_COLUMNS;
export type SortDirection = 'ascending' | 'descending';

export interface SortOrder {
  readonly column: SortColumn;
  readonly direction: SortDirection;
}

/** What needs a person most comes first: what cannot be judged, then the highest malignant sum. */
export const FIRST_ORDER: SortOrder = { column: 'malignant', direction: 'descending' };

/** The order that a press on a column's head asks for. */
export function nextOrder(present: SortOrder, column: SortColumn): SortOrder {
  if (present.column !== column) return { column, direction: SORT_COLUMNS[column] };
  return { column, direction: present.direction === 'ascending' ? 'descending' : 'ascending' };
}

type Sortable = Pick<QueuedImage, 'name' | 'state'>;
type Key = string | number | null;

const VERDICTS = ['unusable', 'undecided', 'clear'];
/** What needs a person comes first. */
const STATES: readonly QueuedImage['state']['kind'][] = [
  'failed',
  'cancelled',
  'waiting',
  'sending',
  'analysing',
  'queued',
  'ready',
  'done',
];

const KEYS: Readonly<Record<SortColumn, (image: Sortable) => Key>> = {
  name: ({ name }) => name,
  verdict: ({ state }) =>
    state.kind === 'done' ? VERDICTS.indexOf(state.result.classification.assessment.verdict) : null,
  class: ({ state }) => (state.kind === 'done' && state.result.className) || null,
  malignant({ state }) {
    if (state.kind !== 'done') return null;
    const { assessment, malignantProbability } = state.result.classification;
    return assessment.verdict === 'unusable' ? Number.POSITIVE_INFINITY : (malignantProbability ?? null);
  },
  state: ({ state }) => STATES.indexOf(state.kind),
};

/**
 * The images in this order. Those that have nothing in the column come last in both directions; equals keep their order.
 *
 * @param compareTexts of the page's language, by numbers too: `2.jpg` comes before `10.jpg`
 */
export function inOrder<Image extends Sortable>(
  images: readonly Image[],
  { column, direction }: SortOrder,
  compareTexts: (a: string, b: string) => number,
): readonly Image[] {
  const sign = direction === 'ascending' ? 1 : -1;
  const keyed = images.map((image) => ({ image, key: KEYS[column](image) }));
  keyed.sort(({ key: a }, { key: b }) => {
    if (a === null || b === null) return Number(a === null) - Number(b === null);
    if (a === b) return 0;
    const order = typeof a === 'string' && typeof b === 'string' ? compareTexts(a, b) : Number(a) - Number(b);
    return sign * order;
  });
  return keyed.map(({ image }) => image);
}
