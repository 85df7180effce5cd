import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { CTRL_C, HAS_PSEUDO_TERMINAL, runOnTerminal } from './pseudo-terminal.js';
import { QUIET_ENV } from './running-stack.js';

const main = fileURLToPath(new URL('../dist/main.js', import.meta.url));

describe.skipIf(!HAS_PSEUDO_TERMINAL)('npm start on a terminal (skipped where there is no python3)', () => {
  let kill = () => {};
  afterEach(() => kill());

  function start(env: NodeJS.ProcessEnv = {}) {
    const terminal = runOnTerminal([main], { ...QUIET_ENV, LOG_LEVEL: 'info', ...env });
    ({ kill } = terminal);
    return terminal;
  }

  it('shows a block with address, model and state, short lines, the state when it serves, and ends on Ctrl-C', async () => {
    const terminal = start();
    await terminal.until(/state {4}ready\n/);
    const blocks = terminal
      .text()
      .matchAll(
        /\n\n {2}address {2}http:\/\/localhost:\d+\n {2}model {4}compact-lite0.*\n {2}state {4}(\w+)/g,
      );
    const states = [...blocks].map(([, state]) => state);
    // A second block for a model that did not serve yet.
    expect(states).toEqual(states.length > 1 ? [expect.not.stringMatching('ready'), 'ready'] : ['ready']);
    expect(terminal.text().match(/Skin Lesion Classifier\n/g)).toHaveLength(1);
    expect(terminal.text()).toMatch(/^\d\d:\d\d:\d\d {2}worker {5}model serves: compact-lite0 \S+ .*onnx/m);
    expect(terminal.text()).not.toMatch(/[{}]/);
    expect(terminal.sent()).toContain('\u001b[');
    terminal.type(CTRL_C);
    expect(await terminal.ended).toBe(0);
    expect(terminal.text()).toMatch(/dev-stack {2}stopping: SIGINT\n[\s\S]*dev-stack {2}stopped\n$/);
  });

  it('has no colours where NO_COLOR says so, and says what it cannot use in one line', async () => {
    const terminal = start({ NO_COLOR: '1', MODEL: 'nosuch' });
    expect(await terminal.ended).toBe(2);
    expect(terminal.sent()).toMatch(/^MODEL: model nosuch: expected one of compact-lite0, [^\n]*\n$/);
    const silent = start({ NO_COLOR: '1' });
    await silent.until(/gateway listens/);
    silent.type(CTRL_C);
    expect(await silent.ended).toBe(0);
    expect(silent.sent()).not.toContain('\u001b');
  });
});
