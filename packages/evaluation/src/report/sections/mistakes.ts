import type { ReportContext } from '../report-context.js';
import { tableView, wordsOf } from '../table-view.js';

/** The mistakes that would cost a patient most, the surest first. */
export function mistakesSection(context: ReportContext) {
  const { input, t, format, cells, classOf } = context;
  const { mistakes, figures } = input;
  const areDangerous = figures.malignant !== null;
  if (mistakes.length === 0) {
    return {
      lead: t(areDangerous ? 'mistakes.noneMalignant' : 'mistakes.none'),
      table: null,
      pictures: null,
    };
  }
  const hasPictures = mistakes.some(({ thumbnail }) => thumbnail !== undefined);
  return {
    lead: t(areDangerous ? 'mistakes.leadMalignant' : 'mistakes.lead', {
      count: format.integer(mistakes.length),
    }),
    pictures: hasPictures
      ? mistakes.flatMap(({ thumbnail, file, label, answer, probability }) =>
          thumbnail === undefined
            ? []
            : [
                {
                  thumbnail,
                  file,
                  truth: classOf(label).name,
                  answer: classOf(answer).name,
                  probability: format.percent(probability),
                  alt: t('mistakes.alt', { file }),
                },
              ],
        )
      : null,
    table: tableView(context, {
      id: 'mistakes-list',
      caption: t(areDangerous ? 'mistakes.captionMalignant' : 'mistakes.caption'),
      headText: t('file'),
      rows: mistakes,
      head: ({ file }) => wordsOf(file),
      columns: [
        { text: t('truth'), isText: true, cell: ({ label }) => ({ ...classOf(label).name, detail: null }) },
        {
          text: t('answer'),
          isText: true,
          cell: ({ answer }) => ({ ...classOf(answer).name, detail: null }),
        },
        { text: t('mistakes.probability'), cell: ({ probability }) => cells.share(probability) },
        ...(areDangerous
          ? [
              {
                text: t('mistakes.malignant'),
                cell: ({ malignantProbability }: (typeof mistakes)[number]) =>
                  cells.share(malignantProbability),
              },
            ]
          : []),
      ],
    }),
  };
}
