import { resolveModel } from '@slc/models';
import { describe, expect, it } from 'vitest';
import { openSmall } from '../scripts/open-small.mjs';
import { countVerdicts, SETS_OF_NOTHING } from '../scripts/verdict-sets.mjs';

describe('the verdicts of the compact model', () => {
  it('call a drawn picture of nothing unusable', { timeout: 60_000 }, async () => {
    const classifier = await openSmall('compact-lite0');
    const counts = await countVerdicts(classifier, Object.values(SETS_OF_NOTHING));
    await classifier.close();
    expect(counts).toEqual({ clear: 0, undecided: 0, unusable: Object.keys(SETS_OF_NOTHING).length });
  });

  it('are as the published evaluation must be, on genuine images held out of the fit', async () => {
    const { evaluations } = await compactManifest();
    const measured = evaluations.find((evaluation) => evaluation.verdicts !== null);
    const { images, accuracy, verdicts } = measured ?? expect.fail('no measured verdicts');
    const countOf = (verdict: string) => verdicts?.find((each) => each.verdict === verdict);
    const clear = countOf('clear') ?? { images: 0, right: 0 };
    expect(clear.images / images).toBeGreaterThanOrEqual(0.1);
    expect(clear.right / clear.images).toBeGreaterThanOrEqual(accuracy + 0.05);
    expect((countOf('unusable')?.images ?? 0) / images).toBeLessThanOrEqual(0.02);
  });

  it('are unusable for most clinical photographs that the fit did not see', async () => {
    const { outliers } = await compactManifest();
    const { images, verdicts } =
      outliers?.heldOut?.wrongSort ?? expect.fail('no photographs of the wrong sort');
    const countOf = (verdict: string) => verdicts?.find((each) => each.verdict === verdict)?.images ?? 0;
    expect(countOf('clear') + countOf('undecided') + countOf('unusable')).toBe(images);
    expect(countOf('unusable') / images).toBeGreaterThanOrEqual(0.7);
    expect((images - countOf('clear')) / images).toBeGreaterThanOrEqual(0.95);
  });
});

async function compactManifest() {
  const model = await resolveModel('compact-lite0');
  return model.kind === 'manifest' ? model.manifest : expect.fail('expected a manifest');
}
