import Handlebars from 'handlebars';
import { describe, expect, it } from 'vitest';
import { ENGLISH, label } from '../tests/english.js';
import { barPath } from './bar.js';
import { chartPartials, chartStyles } from './chart-files.js';
import { confusionTable } from './confusion-table.js';
import { coveragePlot } from './coverage-plot.js';
import { dotGrid } from './dot-grid.js';
import { intervalPlot } from './interval-plot.js';
import { reliabilityDiagram } from './reliability-diagram.js';
import { riskCoverageCurve } from './risk-coverage-curve.js';
import { rocCurve } from './roc-curve.js';
import { stackedBar } from './stacked-bar.js';

/** A name that would break out of its place, if it were not escaped. */
const HOSTILE = '"><script>alert(1)</script>';

const heads = { caption: HOSTILE, row: 'r', drawn: 'd', value: 'v', interval: 'i', count: 'n' };
const intervalWords = { ...heads, unknown: '?', range: () => HOSTILE, below: HOSTILE };
const axes = { x: HOSTILE, y: HOSTILE };
const name = { name: label(HOSTILE), code: HOSTILE, malignancy: null };

/** Each template with a chart of it, and the least it must draw. */
const CHARTS: Readonly<Record<string, readonly [model: unknown, drawn: RegExp]>> = {
  bar: [{ path: barPath(0.5), malignancy: null }, /d="M0 5h50.00"/],
  words: [{ text: HOSTILE, lang: 'en' }, /lang="en"/],
  'square-axes': [rocCurve({ points: [] }, { ...axes, alt: '', title: null }, ENGLISH).axes, /plot-grid/],
  'reliability-diagram': [
    reliabilityDiagram(
      [{ from: 0, to: 1, count: 3, confidence: 0.4, accuracy: 0.3, accuracy95: { low: 0.1, high: 0.6 } }],
      { ...axes, alt: () => HOSTILE, range: () => HOSTILE },
      ENGLISH,
    ),
    /<circle class="plot-dot is-few"/,
  ],
  'risk-coverage-curve': [
    riskCoverageCurve([{ coverage: 1, risk: 0.1 }], { ...axes, alt: () => HOSTILE }, ENGLISH),
    /plot-curve/,
  ],
  'roc-curve': [
    rocCurve(
      { points: [], marks: [{ sensitivity: 0.8, specificity: 0.9, label: HOSTILE }] },
      { ...axes, alt: HOSTILE, title: HOSTILE },
      ENGLISH,
    ),
    /plot-label/,
  ],
  'interval-plot': [
    coveragePlot({ asked: 0.9, rows: [{ ...name, covered: 5, images: 50 }] }, intervalWords, ENGLISH),
    /whisker-asked.*whisker-hollow/s,
  ],
  'dot-grid': [
    dotGrid([{ tone: 'near', amount: 1, words: () => HOSTILE }], { title: () => HOSTILE }, ENGLISH),
    /dot-cores/,
  ],
  'confusion-table': [
    confusionTable(
      { labels: [name], counts: [[3]] },
      { caption: HOSTILE, truth: 't', answer: 'a', total: 'n' },
      ENGLISH,
    ),
    /shade-9 is-right/,
  ],
  'stacked-bar': [stackedBar([{ amount: 1, words: HOSTILE }], { title: HOSTILE }, ENGLISH), /is-tone-1/],
};

describe('the templates', () => {
  const handlebars = Handlebars.create();
  for (const [partial, source] of chartPartials()) handlebars.registerPartial(partial, source);

  it('are those of the charts that are tested here', () => {
    expect([...chartPartials().keys()].toSorted()).toEqual(Object.keys(CHARTS).toSorted());
  });

  it.each(Object.keys(CHARTS))('%s finds every value that it asks for, and escapes it', (partial) => {
    const [model, drawn] = CHARTS[partial] ?? [];
    // Strict: a value that the model lacks is an error.
    const html = handlebars.compile(`{{> ${partial}}}`, { strict: true })(model);
    expect(html).toMatch(drawn ?? /never/);
    expect(html).not.toContain('<script');
    // A policy that forbids inline styles would drop them in silence.
    expect(html).not.toMatch(/ style=|undefined|NaN|\[object/);
  });

  it('leave out what a class does not have', () => {
    const plot = intervalPlot(
      [{ ...name, value: null, interval: null, count: null }],
      intervalWords,
      ENGLISH,
    );
    const html = handlebars.compile('{{> interval-plot}}', { strict: true })(plot);
    expect(html).not.toMatch(/whisker-dot|whisker-asked|plot-note/);
  });
});

describe('the style sheet', () => {
  it('has a rule for every class of the templates that a chart colours', () => {
    const styles = chartStyles();
    for (const rule of ['.whisker-dot', '.dot-circles', '.shade-9', '.is-tone-4', '.plot-curve'])
      expect(styles).toContain(rule);
  });

  it('names no colour beside its tokens', () => {
    const marks = chartStyles().slice(chartStyles().indexOf('/* Drawings'));
    expect(marks).not.toMatch(/#[0-9a-f]{3,8}\b|rgb\(/i);
    const used = new Set(
      chartStyles()
        .match(/var\((--[\w-]+)/g)
        ?.map((use) => use.slice(4)),
    );
    for (const token of used) expect(chartStyles()).toContain(`${token}: light-dark(`);
  });
});
