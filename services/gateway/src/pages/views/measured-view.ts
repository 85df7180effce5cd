import { AGREEING_VIEWS, type Assessment, boundOf, isWithinLimit, type QualityFigure } from '@slc/domain';
import type { PageContext } from './page-context.js';

/** One thing that was measured, in words with its limit. */
interface Measured {
  readonly name: string;
  readonly value: string;
  /** Null where there is no limit to be within. */
  readonly isWithin: boolean | null;
}

/** Everything that the verdict rests on, and in one line how it came out. */
export function measuredView(context: PageContext, assessment: Assessment) {
  const { t, format } = context;
  const { outlier, quality, views } = assessment;
  const within = quality.filter(isWithinLimit).length;
  const summary = [
    ...(views ? [t('measured.sum.views', ofViews(context, views))] : []),
    ...(outlier ? [t('measured.sum.outlier', { score: format.decimal(outlier.score, 2) })] : []),
    ...(quality.length > 0
      ? [
          t('measured.sum.quality', {
            within: format.integer(within),
            count: format.integer(quality.length),
          }),
        ]
      : []),
  ];
  return {
    summary: summary.length > 0 ? summary.join(' ') : t('measured.sum.nothing'),
    rows: [
      ...viewsRow(context, views),
      ...setRow(context, assessment),
      outlierRow(context, outlier),
      ...(quality.length > 0
        ? quality.map((figure) => figureRow(context, figure))
        : [notMeasured(context, t('measured.quality'))]),
    ].map(({ isWithin, ...row }) => ({
      ...row,
      isOutside: isWithin === false,
      status: isWithin === null ? null : t(isWithin ? 'measured.within' : 'measured.outside'),
    })),
  };
}

type Views = NonNullable<Assessment['views']>;

function ofViews({ format }: PageContext, { count, agreeing }: Views) {
  return { count: format.integer(count), agreeing: format.integer(agreeing) };
}

function viewsRow(context: PageContext, views: Assessment['views']): readonly Measured[] {
  if (!views) return [];
  const { t, format } = context;
  const least = Math.ceil(AGREEING_VIEWS * views.count);
  return [
    {
      name: t('measured.views'),
      value: t('measured.views.value', { ...ofViews(context, views), least: format.integer(least) }),
      isWithin: views.agreeing >= least,
    },
  ];
}

/** Of a picture that cannot be judged no class is plausible, whatever its set would be. */
function setRow(context: PageContext, { verdict, predictionSet }: Assessment): readonly Measured[] {
  if (verdict === 'unusable') return [];
  const { t, format } = context;
  if (!predictionSet) return [notMeasured(context, t('measured.set'))];
  const { classes, coverage } = predictionSet;
  const value = t('measured.set.value', {
    count: format.integer(classes.length),
    coverage: format.percent(coverage, 0),
  });
  return [{ name: t('measured.set'), value, isWithin: classes.length === 1 }];
}

function outlierRow(context: PageContext, outlier: Assessment['outlier']): Measured {
  const { t, format } = context;
  if (!outlier) return notMeasured(context, t('measured.outlier'));
  const value = t('measured.outlier.value', {
    score: format.decimal(outlier.score, 2),
    unusable: format.decimal(outlier.unusableFrom, 2),
  });
  return { name: t('measured.outlier'), value, isWithin: outlier.score <= 1 };
}

function figureRow({ t, format }: PageContext, figure: QualityFigure): Measured {
  const { code } = figure;
  const write = (value: number) => {
    if (code === 'clipped') return format.percent(value, 0);
    return value >= 100 ? format.integer(value) : format.number(Number(value.toPrecision(3)));
  };
  return {
    name: t(`measured.${code}`),
    value: t(`measured.${boundOf(figure)}`, { value: write(figure.value), limit: write(figure.limit) }),
    isWithin: isWithinLimit(figure),
  };
}

function notMeasured({ t }: PageContext, name: string): Measured {
  return { name, value: t('measured.not'), isWithin: null };
}
