import { rocCurve } from '@slc/charts';
import type { MalignantFigures, OperatingFigures } from '../../figures/malignant.js';
import { drawnPoints } from '../drawn-points.js';
import type { ReportContext } from '../report-context.js';
import { tableView, wordsOf } from '../table-view.js';

/** How well the sum of the malignant and pre-malignant classes tells these lesions from the others. */
export function malignantSection(context: ReportContext) {
  const { input, t, format, cells } = context;
  const { malignant, images } = input.figures;
  if (malignant === null) return { unknown: t('malignant.unknown') };
  const { support } = malignant;
  const counts = { malignant: format.integer(support), benign: format.integer(images - support) };
  return {
    unknown: null,
    lead: t('malignant.lead', counts),
    oneKind: malignant.roc === null ? t('malignant.oneKind') : null,
    areas: tableView(context, {
      id: 'malignant-areas',
      caption: t('malignant.areas.caption'),
      headText: t('figure'),
      rows: [
        { name: t('figure.rocAuc'), figure: malignant.rocAuc },
        { name: t('figure.averagePrecision'), figure: malignant.averagePrecision },
      ],
      head: ({ name }) => wordsOf(name),
      columns: [
        { text: t('value'), note: 'bootstrap', cell: ({ figure }) => cells.estimatedDecimal(figure) },
      ],
    }),
    roc: malignantRoc(context, malignant),
    points: malignant.roc && operatingPoints(context, malignant),
    predictive: t('malignant.predictive', { prevalence: format.percent(malignant.prevalence) }),
  };
}

function malignantRoc(
  { t, format, nextLabel }: ReportContext,
  { roc, rocAuc, operatingPoints }: MalignantFigures,
) {
  if (roc === null || rocAuc === null) return null;
  const words = {
    x: t('roc.x'),
    y: t('roc.y'),
    title: null,
    alt: t('roc.alt', { area: format.decimal(rocAuc.value, 3) }),
  };
  const marks = operatingPoints.flatMap(({ sensitivity, specificity }, at) =>
    sensitivity === null || specificity === null
      ? []
      : [{ sensitivity: sensitivity.value, specificity: specificity.value, label: letter(at) }],
  );
  return {
    id: 'figure-malignant',
    label: nextLabel('figure'),
    caption: t('malignant.roc.caption'),
    ...rocCurve({ points: drawnPoints(roc), marks: marksApart(marks) }, words, format),
  };
}

/** Demands that the same threshold meets share one mark. */
function marksApart<Mark extends { sensitivity: number; specificity: number; label: string }>(
  marks: readonly Mark[],
): Mark[] {
  const apart = new Map<string, Mark>();
  for (const mark of marks) {
    const place = `${mark.sensitivity} ${mark.specificity}`;
    const known = apart.get(place);
    apart.set(place, known ? { ...known, label: `${known.label}, ${mark.label}` } : mark);
  }
  return [...apart.values()];
}

function operatingPoints(context: ReportContext, { operatingPoints }: MalignantFigures) {
  const { t, format, cells } = context;
  const demand = ({ figure, atLeast }: OperatingFigures) =>
    t(`malignant.demand.${figure}`, { share: format.percent(atLeast, 0) });
  return tableView(context, {
    id: 'malignant-points',
    caption: t('malignant.points.caption'),
    headText: t('malignant.demand'),
    rows: operatingPoints.map((point, at) => ({ ...point, mark: letter(at) })),
    head: (point) => wordsOf(`${point.mark}: ${demand(point)}`),
    columns: [
      {
        text: t('malignant.threshold'),
        cell: ({ threshold }) =>
          threshold === null ? cells.text(t('malignant.never')) : cells.share(threshold),
      },
      {
        text: t('figure.sensitivity'),
        note: 'bootstrap',
        cell: (point) => cells.estimatedShare(point.sensitivity),
      },
      {
        text: t('figure.specificity'),
        note: 'bootstrap',
        cell: (point) => cells.estimatedShare(point.specificity),
      },
      {
        text: t('figure.ppv'),
        note: 'bootstrap',
        cell: (point) => cells.estimatedShare(point.positivePredictiveValue),
      },
      {
        text: t('figure.npv'),
        note: 'bootstrap',
        cell: (point) => cells.estimatedShare(point.negativePredictiveValue),
      },
    ],
  });
}

/** A, B, C, … */
function letter(at: number): string {
  return String.fromCharCode('A'.charCodeAt(0) + at);
}
