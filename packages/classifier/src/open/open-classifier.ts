import { assertServable, type CompiledFormat, openModel } from '@slc/compile';
import type { ResolvedModel } from '@slc/models';
import type { Classifier, ClassifierOptions } from '../classifier.js';
import { type AssessedModel, createClassifier } from '../serve/create-classifier.js';
import { openOnChosenEngine } from './choose-engine.js';
import { ENGINES, type Engines } from './engines.js';
import { formatAt } from './format-at.js';
import { readGoldenPictures } from './golden-pictures.js';
import { readOutliers } from './read-outliers.js';
import { startEngines } from './start-engines.js';

/**
 * Opens a model for serving: choose an engine → verify and compile → start the engines, warm them up, self-test, compare a
 * GPU with the CPU → take images.
 *
 * @param engines those to choose from
 * @throws SlcError `not_found`, `invalid_model`, `unsupported_model`, `model_not_ready`, `cancelled`
 */
export async function openClassifier(
  model: ResolvedModel,
  options: ClassifierOptions,
  engines: Engines = ENGINES,
): Promise<Classifier> {
  const { events, signal, precision = 'float32' } = options;
  async function read(format: CompiledFormat, at = precision): Promise<AssessedModel> {
    const opened = await openModel(model, { format: formatAt(format, at), precision: at, signal });
    assertServable(opened);
    const outliers = await readOutliers(model, opened);
    return { ...opened, outliers, goldenPictures: await readGoldenPictures(model, opened.manifest) };
  }
  async function openCpuReference() {
    return { definition: engines.onnx, opened: await read(engines.onnx.format, 'float32') };
  }
  return await openOnChosenEngine(options.engine, {
    engines,
    precision,
    signal,
    read: (format) => read(format),
    async start(engine, opened) {
      const { pool, largestBatch, findings } = await startEngines({
        engine,
        opened,
        options,
        reopen: () => read(engine.format),
        openCpuReference,
      });
      const reason = [engine.reason, ...findings].join('; ');
      return createClassifier({
        engine: { ...engine, reason },
        opened,
        pool,
        options: { ...options, batchMaxSize: largestBatch },
      });
    },
    onGivenUp: (name, error) => events?.engineGivenUp?.(name, error),
  });
}
