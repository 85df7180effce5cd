// Runs the commands of the README's page for PyTorch as they are written there, from the export to `npm start`, and holds the running
// service against each tool's own answer of the same photograph, preprocessing included:
//
//   node packages/onnx-file/scripts/run-readme-commands.mjs PHOTOGRAPH.jpg VENV [TOOL …]
//
// VENV is a Python environment; where there is none, it is made, and readme-tools.txt is installed into it (6 GB). The models come from
// make-readme-models.py. Prints for each tool the largest difference of a logit. Exits with 1 where one is over 0.001, or a tool takes
// more than four commands.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const LIMIT = 1e-3;
const MOST_COMMANDS = 4;
const READY_WITHIN_MS = 180_000;
const COMMAND_WITHIN_MS = 600_000;
const INSTALLED_WITHIN_MS = 1_800_000;
const ENDED_WITHIN_MS = 20_000;
const PORTS = { PORT: 18_200, GRPC_PORT: 18_201, WORKER_METRICS_PORT: 18_202, GATEWAY_METRICS_PORT: 18_203 };

const [photograph, venv, ...wanted] = process.argv.slice(2).map((each, i) => (i < 2 ? resolve(each) : each));
const clone = fileURLToPath(new URL('../../../', import.meta.url));
const scripts = fileURLToPath(new URL('.', import.meta.url));
const bin = join(venv, 'bin');
const env = {
  ...process.env,
  PATH: `${bin}:${process.env.PATH}`,
  // Nothing is fetched: what the commands need is there.
  HF_HUB_OFFLINE: '1',
  YOLO_OFFLINE: 'true',
  YOLO_AUTOINSTALL: 'false',
  ...Object.fromEntries(Object.entries(PORTS).map(([name, port]) => [name, String(port)])),
  WORKER_ADDRESS: `127.0.0.1:${PORTS.GRPC_PORT}`,
  MODEL_FALLBACK: 'none',
};

if (!existsSync(venv)) {
  const options = { stdio: 'inherit', timeout: INSTALLED_WITHIN_MS };
  execFileSync('python3', ['-m', 'venv', venv], options);
  execFileSync(join(bin, 'pip'), ['install', '-r', join(scripts, 'readme-tools.txt')], options);
}
const folder = mkdtempSync(join(tmpdir(), 'readme-commands-'));
let isWithin = true;
try {
  for (const [tool, commands] of commandsByTool()) {
    if (wanted.length > 0 && !wanted.includes(tool)) continue;
    run(join(bin, 'python'), [join(scripts, 'make-readme-models.py'), photograph, folder, tool]);
    const { classes, logits } = JSON.parse(readFileSync(join(folder, `${tool}.json`), 'utf8'));
    const { predictions, model } = await answerOf(tool, commands);
    const ours = new Map(predictions.map((each) => [each.class, each.logit]));
    const difference = Math.max(...classes.map((name, i) => Math.abs(ours.get(name) - logits[i])));
    const isSame = difference <= LIMIT && commands.length <= MOST_COMMANDS;
    isWithin &&= isSame;
    const largest = Math.max(...logits.map(Math.abs)).toFixed(2);
    process.stdout.write(
      `${tool}: ${commands.length} commands, difference ${difference.toExponential(1)} of ${largest}, guessed ${(model.guessed ?? []).join(', ') || 'nothing'}${isSame ? '' : ', FAILED'}\n`,
    );
  }
} finally {
  rmSync(folder, { recursive: true });
}
process.exit(isWithin ? 0 : 1);

/** Each tool's block of the README, line by line. */
function commandsByTool() {
  const readme = readFileSync(join(clone, 'packages/onnx-file/README.md'), 'utf8');
  const [, page = ''] = /^## From PyTorch .*\n([\s\S]*?)^## /m.exec(readme) ?? [];
  const blocks = [...page.matchAll(/^\*\*([\w ]+)\.\*\*[\s\S]*?^```sh\n([\s\S]*?)^```$/gm)];
  return blocks.map(([, tool, text]) => [tool.toLowerCase().replace(' ', '-'), text.trimEnd().split('\n')]);
}

/** What the last command's service answers, in a folder that is a clone whose files are links. */
async function answerOf(tool, commands) {
  const place = join(folder, tool);
  for (const name of readdirSync(clone)) {
    if (name !== '.git') symlinkSync(join(clone, name), join(place, name));
  }
  for (const command of commands.slice(0, -1)) {
    run('bash', ['-c', command], place);
  }
  const service = spawn('bash', ['-c', commands.at(-1)], {
    cwd: place,
    env,
    detached: true,
    stdio: 'ignore',
  });
  const ended = new Promise((done) => service.once('exit', done));
  try {
    const early = ended.then((code) => Promise.reject(new Error(`${tool}: its service ended with ${code}`)));
    return await Promise.race([untilAnswered(), early]);
  } finally {
    if (service.exitCode === null) process.kill(-service.pid, 'SIGINT');
    const killing = setTimeout(() => process.kill(-service.pid, 'SIGKILL'), ENDED_WITHIN_MS);
    await ended;
    clearTimeout(killing);
  }
}

/** Tools write many warnings, which are shown where they fail. */
function run(program, args, cwd) {
  try {
    execFileSync(program, args, {
      cwd,
      env,
      stdio: ['ignore', 'ignore', 'pipe'],
      timeout: COMMAND_WITHIN_MS,
    });
  } catch ({ stderr, message }) {
    throw new Error(`${message.split('\n')[0]}\n${String(stderr).slice(-2_000)}`);
  }
}

async function untilAnswered() {
  const deadline = Date.now() + READY_WITHIN_MS;
  const body = readFileSync(photograph);
  const url = `http://127.0.0.1:${PORTS.PORT}/api/v1/classify`;
  for (;;) {
    const signal = AbortSignal.timeout(10_000);
    const asking = { method: 'POST', body, headers: { 'content-type': 'image/jpeg' }, signal };
    const response = await fetch(url, asking).catch(() => null);
    if (response?.ok) return await response.json();
    if (Date.now() > deadline) {
      throw new Error(`expected an answer within ${READY_WITHIN_MS} ms, got ${await response?.text()}`);
    }
    await sleep(500);
  }
}
