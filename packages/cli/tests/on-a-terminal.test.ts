import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { CTRL_C, HAS_PSEUDO_TERMINAL, runOnTerminal } from '../../dev-stack/tests/pseudo-terminal.js';
import { DRAWING_PATH } from '../../dev-stack/tests/running-stack.js';

const main = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'slc-terminal-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A folder of so many pictures, all the same. */
function pictures(name: string, count: number): string {
  mkdirSync(join(folder, name));
  for (let i = 0; i < count; i++) symlinkSync(DRAWING_PATH, join(folder, name, `${1_000 + i}.jpg`));
  return name;
}

describe.skipIf(!HAS_PSEUDO_TERMINAL)(
  'slc classify on a terminal (skipped where there is no python3)',
  () => {
    let kill = () => {};
    afterEach(() => kill());

    function classify(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
      const all = ['classify', '--model', 'compact-lite0', ...args];
      const terminal = runOnTerminal([main, ...all], { INIT_CWD: folder, ...env });
      ({ kill } = terminal);
      return terminal;
    }

    it('shows a line for each image, how far it is, and the notice once', async () => {
      const terminal = classify([pictures('few', 3)], { NO_COLOR: '1' });
      expect(await terminal.ended).toBe(0);
      const text = terminal.text();
      expect(text).toMatch(/opening compact-lite0 …\r/);
      expect(text).toMatch(/\rclassify \[#{10}\.{20}\] 1\/3, \d+\.\d images\/s, \d:\d\d left/);
      const lines = text.split(/[\r\n]+/).filter((line) => /^few/.test(line));
      expect(lines).toEqual([
        expect.stringMatching(/^few\/1000\.jpg {2}(Clear|Undecided) +\w+ +[█░]{10} +\d+\.\d % {2}malignant/),
        lines[0]?.replace('1000', '1001'),
        lines[0]?.replace('1000', '1002'),
      ]);
      expect(text.match(/Not a medical device/g)).toHaveLength(1);
      // NO_COLOR leaves the moves of the progress line.
      expect(terminal.sent()).not.toMatch(/\[\d+m/);
    });

    it('says on Ctrl-C that the model was being opened, and ends', async () => {
      const terminal = classify([pictures('opened', 2)]);
      await terminal.until(/opening compact-lite0 …/);
      terminal.type(CTRL_C);
      expect(await terminal.ended).toBe(130);
      expect(terminal.text()).toMatch(/slc: stopped while the model was opened\n$/);
    });

    it('ends within two seconds on Ctrl-C, and says how far it came, in whole lines', async () => {
      const many = pictures('many', 1_000);
      const terminal = classify(['--json', many]);
      await terminal.until(/^\{"file":"many\/1002\.jpg".*\}$/m);
      const interruptedAtMs = performance.now();
      terminal.type(CTRL_C);
      expect(await terminal.ended).toBe(130);
      // Two seconds, and several for a machine that does much else: all of the work takes longer.
      expect(performance.now() - interruptedAtMs).toBeLessThan(10_000);
      expect(terminal.text()).toMatch(/slc: stopped after \d+ of 1000 images\n$/);
      const answers = terminal.text().match(/\{"file".*/g) ?? [];
      expect(answers.filter((line) => !line.endsWith('}'))).toEqual([]);
    });
  },
);
