import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { standInFile, startHubStandIn } from '../../models/tests/hub-stand-in.mjs';
import { ownFolder } from './own-folder.js';

const compactFolder = fileURLToPath(new URL('../../models/compact-lite0/', import.meta.url));
const { folder, set, slc } = ownFolder('slc-model');

describe('slc model', () => {
  it('lists the models in columns, with licence, size and state', async () => {
    const { exitCode, output } = await slc('model', 'list');
    const [head, compact, full, ...rest] = output.split('\n');
    expect({ exitCode, rest }).toEqual({ exitCode: 0, rest: [''] });
    expect(head).toMatch(/^model +name +licence +size {2}state$/);
    expect(compact).toMatch(/^compact-lite0 +Compact .* {2}CC-BY-NC-4\.0 +7 MB {2}on this machine$/);
    expect(full).toMatch(
      /^efficientnetv2s-ham10000 {2}Full .* {2}MIT +247 MB {2}not here: slc model pull eff/,
    );
    expect(compact?.indexOf('CC-BY')).toBe(full?.indexOf('MIT'));
  });

  it('lists the models, and says which are on this machine', async () => {
    const { exitCode, output } = await slc('model', 'list', '--json');
    expect(exitCode).toBe(0);
    expect(JSON.parse(output)).toMatchObject([
      { id: 'compact-lite0', licence: { nonCommercial: true }, isAvailable: true },
      { id: 'efficientnetv2s-ham10000', licence: { spdx: 'MIT' }, isAvailable: false, weightsPath: null },
    ]);
  });

  it('inspects a model', async () => {
    const { output } = await slc('model', 'inspect', 'compact-lite0', '--json');
    expect(JSON.parse(output)).toMatchObject({
      input: { height: 224, width: 224, channels: 3 },
      outputClasses: 7,
      parameters: 3_421_991,
      layers: { Conv2D: 33 },
    });
  });

  it('fetches one with its progress on standard error, and verifies it', async () => {
    const weights = standInFile(readFileSync(join(compactFolder, 'compact-lite0.h5')));
    const hub = await startHubStandIn(weights);
    const compact = JSON.parse(readFileSync(join(compactFolder, 'manifest.json'), 'utf8'));
    writeFileSync(
      join(folder, 'full.json'),
      JSON.stringify({ ...compact, id: 'full', standIn: false, source: weights.source }),
    );
    cpSync(join(compactFolder, 'outliers.bin'), join(folder, 'outliers.bin'));
    set({ HF_ENDPOINT: hub.endpoint });
    expect(await slc('model', 'verify', 'full.json')).toMatchObject({
      exitCode: 1,
      complaints: expect.stringMatching(
        /its file is not on this machine\. Fetch it with: slc model pull full\.json/,
      ),
    });

    const { exitCode, output, complaints } = await slc('model', 'pull', 'full.json', '--json');
    expect(exitCode).toBe(0);
    expect(complaints).toMatch(/^full: 0 % of 7 MB\n[\s\S]*full: 100 % of 7 MB\n$/);
    const { weightsPath } = JSON.parse(output);
    expect(JSON.parse(output)).toMatchObject({ id: 'full', sha256: weights.sha256 });
    await hub.close();

    const verified = await slc('model', 'verify', 'full.json', '--json');
    expect(JSON.parse(verified.output)).toEqual({
      id: 'full',
      sha256: weights.sha256,
      parameters: 3_421_991,
      selfTest: 'passed',
    });
    const outliers = readFileSync(join(folder, 'outliers.bin'));
    writeFileSync(join(folder, 'outliers.bin'), outliers.fill(0, 1_000, 2_000));
    expect(await slc('model', 'verify', 'full.json')).toMatchObject({
      exitCode: 1,
      complaints: expect.stringMatching(/^slc: outliers\.bin: expected sha256 \w{64} as the manifest says/),
    });
    writeFileSync(weightsPath, weights.bytes.fill(0, 1_000, 2_000));
    expect(await slc('model', 'verify', 'full.json')).toMatchObject({
      exitCode: 1,
      complaints: expect.stringMatching(/expected sha256 \w{64}, the file has \w{64}/),
    });
  });

  it('pulls no file that is not there, and gives the digest of one that is', async () => {
    const missing = await slc('model', 'pull', 'nope.h5');
    expect(missing).toMatchObject({ exitCode: 2, output: '' });
    expect(missing.complaints).toMatch(/nope\.h5: expected a model file, there is none that can be read/);

    const weights = standInFile(readFileSync(join(compactFolder, 'compact-lite0.h5')));
    for (const name of [join(compactFolder, 'compact-lite0.h5'), 'compact-lite0']) {
      const { exitCode, output } = await slc('model', 'pull', name, '--json');
      expect(exitCode).toBe(0);
      expect(JSON.parse(output)).toMatchObject({ sha256: weights.sha256 });
    }
  });
});
