import { rocCurve } from '@slc/charts';
import type { ClassFigures } from '../../figures/class-figures.js';
import { drawnPoints } from '../drawn-points.js';
import type { ReportContext } from '../report-context.js';
import { headOf, tableView } from '../table-view.js';
import { MOST_DRAWN_CLASSES } from './answers.js';

const SPECIFICITIES = [0.8, 0.9, 0.95];

/** How well each class is told from all others by its own probability. */
export function separationSection(context: ReportContext) {
  const { input, t, format, cells, classOf } = context;
  const { perClass } = input.figures;
  return {
    roc: rocOfEachClass(context),
    classes: tableView(context, {
      id: 'separation-classes',
      caption: t('separation.classes.caption'),
      headText: t('class'),
      rows: perClass,
      head: (row) => headOf(classOf(row.class)),
      columns: [
        {
          text: t('figure.rocAuc'),
          note: 'bootstrap',
          cell: (row: ClassFigures) => cells.estimatedDecimal(row.rocAuc),
        },
        {
          text: t('figure.averagePrecision'),
          note: 'bootstrap',
          cell: (row) => cells.estimatedDecimal(row.averagePrecision),
        },
        ...SPECIFICITIES.map((specificity) => ({
          text: t('separation.sensitivityAt', { specificity: format.percent(specificity, 0) }),
          cell: (row: ClassFigures) => cells.share(sensitivityAt(row, specificity)),
        })),
      ],
    }),
  };
}

function rocOfEachClass({ input, t, format, classOf, nextLabel }: ReportContext) {
  const { perClass } = input.figures;
  if (perClass.length > MOST_DRAWN_CLASSES) return null;
  const plots = perClass.flatMap(({ class: id, roc, rocAuc }) => {
    if (roc === null || rocAuc === null) return [];
    const { name, code } = classOf(id);
    const words = {
      x: t('roc.x'),
      y: t('roc.y'),
      title: null,
      alt: `${name.text}. ${t('roc.alt', { area: format.decimal(rocAuc.value, 3) })}`,
    };
    return [{ name, code, ...rocCurve({ points: drawnPoints(roc) }, words, format) }];
  });
  if (plots.length === 0) return null;
  return { id: 'figure-separation', label: nextLabel('figure'), caption: t('separation.roc.caption'), plots };
}

/** The highest that a threshold gives with at least this specificity. */
function sensitivityAt({ roc }: ClassFigures, specificity: number): number | null {
  if (roc === null) return null;
  return Math.max(
    ...roc.filter((point) => point.specificity >= specificity).map((point) => point.sensitivity),
  );
}
