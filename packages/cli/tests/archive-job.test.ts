import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { parse } from 'yaml';
import { runProgram } from './run-program.js';

const { spec } = parse(
  readFileSync(new URL('../../../deploy/kubernetes/archive/job.yaml', import.meta.url), 'utf8'),
);
const [container] = spec.template.spec.containers;
const SHARES = Number(container.env.find(({ name }: { name: string }) => name === 'SHARES').value);

const folder = mkdtempSync(join(tmpdir(), 'archive-job-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** What the container of one pod calls, with a `slc` that prints its arguments. */
function argumentsOf(index: number): readonly string[] {
  writeFileSync(join(folder, 'slc'), '#!/bin/sh\nprintf "%s\\n" "$@"\n');
  chmodSync(join(folder, 'slc'), 0o755);
  const env = {
    PATH: `${folder}:${process.env.PATH}`,
    JOB_COMPLETION_INDEX: String(index),
    SHARES: String(SHARES),
    WORKER_ADDRESS: 'dns:///worker:50051',
  };
  const [shell, ...flags] = container.command;
  return execFileSync(shell, [...flags, ...container.args], { env, encoding: 'utf8' })
    .trim()
    .split('\n');
}

it('gives each pod a share and a file of its own, with options that slc has', async () => {
  expect(spec.completionMode).toBe('Indexed');
  expect(spec.completions).toBe(SHARES);
  const calls = Array.from({ length: SHARES }, (_, index) => argumentsOf(index));
  expect(calls[1]).toEqual([
    ...['classify', '--server', 'dns:///worker:50051', '--shard', `2/${SHARES}`],
    ...['--output', `/answers/share-2-of-${SHARES}.jsonl`, '--resume', '.'],
  ]);
  expect(new Set(calls.map((call) => call.join(' '))).size).toBe(SHARES);

  const { output: help } = await runProgram(['classify', '--help'], { directory: folder });
  for (const option of (calls[0] ?? []).filter((argument) => argument.startsWith('--'))) {
    expect(help).toContain(`${option} `);
  }
});

it('ends the whole Job for bad usage alone, and takes no disruption for a failure of the share', () => {
  const { rules } = spec.podFailurePolicy;
  expect(rules.map(({ action }: { action: string }) => action)).toEqual(['Ignore', 'FailJob']);
  expect(rules[1].onExitCodes).toMatchObject({ containerName: container.name, operator: 'In', values: [2] });
  // The API refuses both rules, and a limit of retries for each share, beside another policy.
  expect(spec.template.spec.restartPolicy).toBe('Never');
});
