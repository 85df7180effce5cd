import { modelWords } from '../model-words.js';
import type { ReportContext } from '../report-context.js';
import type { ReportModel } from '../report-input.js';

/** Which network answered, and how the figures came about: enough to make them again. */
export function modelSection(context: ReportContext) {
  const { input, t, format } = context;
  const { model, comparison, run, figures } = input;
  const models = [
    { title: comparison ? t('comparison.first') : null, ...modelFacts(context, model) },
    ...(comparison ? [{ title: t('comparison.second'), ...modelFacts(context, comparison.second) }] : []),
  ];
  return {
    models,
    command: run.command,
    runFacts: [
      { name: t('model.date'), value: format.moment(run.at) },
      ...run.versions.map(({ name, version }) => ({ name, value: version })),
      {
        name: t('model.bootstrap'),
        value: t('model.bootstrap.value', {
          draws: format.integer(figures.bootstrap.draws),
          seed: String(figures.bootstrap.seed),
        }),
      },
    ],
  };
}

function modelFacts(context: ReportContext, model: ReportModel) {
  const { t, format, input } = context;
  const { manifest, sha256, engine, precision } = model;
  const { width, height } = manifest.input;
  const temperature =
    model === input.model ? input.figures.temperature : (input.comparison?.figures.temperatures.second ?? 1);
  const { name, caveats } = modelWords(context, model);
  return {
    name,
    caveats,
    facts: [
      { name: t('model.id'), value: manifest.id },
      { name: t('model.revision'), value: manifest.source.revision },
      { name: t('model.digest'), value: sha256, isCode: true },
      { name: t('model.temperature'), value: format.number(temperature) },
      { name: t('model.views'), value: format.integer(manifest.preprocessing.views) },
      {
        name: t('model.input'),
        value: t('model.input.size', { width: format.integer(width), height: format.integer(height) }),
      },
      { name: t('model.engine'), value: engine },
      { name: t('model.precision'), value: precision },
    ],
  };
}
