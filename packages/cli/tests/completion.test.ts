import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runProgram } from './run-program.js';

const folder = mkdtempSync(join(tmpdir(), 'completion-'));
afterAll(() => rmSync(folder, { recursive: true }));
mkdirSync(join(folder, 'photo set'));
writeFileSync(join(folder, 'photo.jpg'), '');

const hasShell = (name: string) => spawnSync(name, ['-c', 'exit 0']).status === 0;

async function scriptFor(shell: string): Promise<string> {
  const { exitCode, output } = await runProgram(['completion', shell], { directory: folder });
  expect(exitCode).toBe(0);
  return output;
}

describe.skipIf(!hasShell('bash'))('completion in bash (skipped where there is none)', () => {
  let script: string;
  beforeAll(async () => {
    script = await scriptFor('bash');
  });

  /** What bash offers for the last of these words: its own machinery calls the function that it finds for `slc`. */
  function offered(...words: readonly string[]): string[] {
    const ask = `
      ${script}
      [[ $(complete -p slc) == 'complete -F _slc slc' ]] || exit 3
      COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
      _slc slc "\${COMP_WORDS[COMP_CWORD]}" "\${COMP_WORDS[COMP_CWORD-1]}"
      printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { stdout, stderr, status } = spawnSync('bash', ['--norc', '-c', ask, 'bash', 'slc', ...words], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
    return stdout.split('\n').filter((line) => line !== '');
  }

  it.each<[readonly string[], readonly string[]]>([
    [['cl'], ['classify']],
    [
      ['model', ''],
      ['list', 'pull', 'verify', 'inspect', 'manifest', 'help'],
    ],
    [['classify', '--form'], ['--format']],
    [['evaluate', '--sh'], ['--shard']],
    [['evaluate', '--output', 'photo.'], ['photo.jpg']],
    [
      ['classify', '--format', ''],
      ['text', 'json', 'csv'],
    ],
    [['classify', '--format', '=', 'j'], ['json']],
    [['classify', '--engine', 'tfjs-w'], ['tfjs-wasm']],
    [
      ['classify', '--json', 'pho'],
      ['photo set', 'photo.jpg'],
    ],
    [['classify', '--model', 'compact'], ['compact-lite0']],
    [['model', 'inspect', 'eff'], ['efficientnetv2s-ham10000']],
    [['bench', 'engine', 'wo'], ['worker']],
    [['bench', '--seconds', ''], []],
    [['evaluate', '--data', 'photo.'], ['photo.jpg']],
    [['--vers'], ['--version']],
    [
      ['completion', ''],
      ['bash', 'zsh'],
    ],
  ])('of %j offers %j', (words, expected) => {
    expect(offered(...words).toSorted()).toEqual(expected.toSorted());
  });
});

describe('completion in zsh', () => {
  it('has the same words', async () => {
    const script = await scriptFor('zsh');
    expect(script).toMatch(/^#compdef slc\n[\s\S]*\ncompdef _slc slc\n$/);
    expect(script).toMatch(/^ {4}' classify --format'\) compadd -- text json csv; return ;;$/m);
    expect(script).toMatch(/^ {4}' model inspect'\) compadd -- compact-lite0 .*; _files; ;;$/m);
    if (hasShell('zsh')) {
      expect(spawnSync('zsh', ['-n'], { input: script, encoding: 'utf8' })).toMatchObject({
        status: 0,
        stderr: '',
      });
    }
  });

  it('is not printed for another shell', async () => {
    const { exitCode, output } = await runProgram(['completion', 'tcsh'], { directory: folder });
    expect({ exitCode, output }).toEqual({ exitCode: 2, output: '' });
  });
});
