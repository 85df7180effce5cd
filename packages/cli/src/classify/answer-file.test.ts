import { linkSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Classification, type ErrorCode, LABEL_SETS, NOTICE, SlcError } from '@slc/domain';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { AnswerFile } from './answer-file.js';
import { createAnswerWriter } from './answer-writers.js';

const folder = mkdtempSync(join(tmpdir(), 'answer-file-'));
afterAll(() => rmSync(folder, { recursive: true }));
const path = join(folder, 'answers');
beforeEach(() => rmSync(path, { force: true }));

const model = {
  id: 'a-model',
  revision: 'r1',
  sha256: 'ab'.repeat(32),
  standIn: false,
  precision: 'float32' as const,
};
const labels = LABEL_SETS['benign-malignant'];
const answer: Classification = {
  topClass: 'malignant',
  predictions: labels.map(({ id }) => ({ class: id, probability: 0.5, logit: 1 })),
  assessment: {
    verdict: 'clear',
    reasons: [],
    predictionSet: null,
    outlier: null,
    quality: [],
    views: null,
  },
  temperature: 1,
  model,
  engine: 'onnx',
  image: { format: 'jpeg', width: 64, height: 64 },
  timingsMs: { queue: 1, decode: 2, inference: 3, total: 6 },
  notice: NOTICE,
};
const failed = (code: ErrorCode) => new SlcError(code, 'first line\nsecond "line"');

const OUTCOMES = {
  'a.jpg': answer,
  '=b.jpg': answer,
  'c "1"\n.jpg': failed('invalid_image'),
  'd.jpg': failed('model_not_ready'),
  'e.jpg': failed('not_found'),
};
const NAMES = Object.keys(OUTCOMES);
const inFolder = (file: string) => ({ file, path: join(folder, file) });
const files = [...NAMES, 'f.jpg'].map((file) => ({ file }));

describe.each(['json', 'csv'] as const)('a file of answers in %s', (format) => {
  const writer = createAnswerWriter(format, { labels, files: [] });
  const entries = Object.entries(OUTCOMES).map(([file, outcome]) => writer.entry(file, outcome));
  const all = writer.head + entries.join('');
  const [lasting, repeated] = [entries.slice(0, 3).join(''), entries.slice(3).join('')];

  async function resumed(text: string): Promise<readonly string[]> {
    writeFileSync(path, text);
    const file = await AnswerFile.read(path, { format, resume: true });
    const areSettled = await Promise.all(NAMES.map((name) => file.isSettled(inFolder(name))));
    return NAMES.filter((_, i) => areSettled[i]);
  }

  async function goOn(names = NAMES) {
    const file = await AnswerFile.read(path, { format, resume: true });
    await file.begin(
      names.map((name) => ({ file: name })),
      { head: writer.head, model },
    );
    await file.write(writer.entry('f.jpg', answer));
    await file.close();
    return readFileSync(path, 'utf8');
  }
  // A row has the time at which it was written.
  const withoutTimes = (text: string) => text.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'now');

  it('settles answers, faults of images and images that are still not there, and no other error', async () => {
    expect(await resumed(all)).toEqual(['a.jpg', '=b.jpg', 'c "1"\n.jpg', 'e.jpg']);
    writeFileSync(join(folder, 'e.jpg'), 'now there');
    expect(await resumed(all)).toEqual(['a.jpg', '=b.jpg', 'c "1"\n.jpg']);
    rmSync(join(folder, 'e.jpg'));
    expect(await resumed('')).toEqual([]);
  });

  it('loses what was cut off at its end alone, wherever that was, and is gone on with', async () => {
    const more = writer.entry('f.jpg', answer);
    for (let cut = 0; cut <= lasting.length; cut += 29) {
      const kept = writer.head + lasting.slice(0, cut);
      const settled = await resumed(kept);
      const whole = entries.slice(0, settled.length).join('');
      expect(lasting.slice(0, cut).startsWith(whole)).toBe(true);
      expect(withoutTimes(await goOn())).toBe(withoutTimes(writer.head + whole + more));
    }
  });

  it('loses the errors of images that are asked again, and keeps those of others', async () => {
    const more = writer.entry('f.jpg', answer);
    writeFileSync(path, `${all}cut off`);
    expect(withoutTimes(await goOn(['d.jpg', 'e.jpg']))).toBe(withoutTimes(writer.head + lasting + more));
    writeFileSync(path, all);
    expect(withoutTimes(await goOn(['f.jpg']))).toBe(withoutTimes(writer.head + lasting + repeated + more));
  });

  it('begins anew without --resume, and where there is no file', async () => {
    for (const resume of [false, true]) {
      if (!resume) writeFileSync(path, all);
      const file = await AnswerFile.read(path, { format, resume });
      expect(await file.isSettled(inFolder('a.jpg'))).toBe(false);
      await file.begin(files, { head: writer.head, model });
      await file.close();
      await file.close();
      expect(readFileSync(path, 'utf8')).toBe(writer.head);
      rmSync(path);
    }
  });

  it('takes no answers of another model', async () => {
    writeFileSync(path, all);
    const file = await AnswerFile.read(path, { format, resume: true });
    const other = { ...model, revision: 'r2', sha256: 'cd'.repeat(32) };
    await expect(file.begin(files, { head: writer.head, model: other })).rejects.toMatchObject({
      code: 'invalid_request',
      message: expect.stringMatching(/its answers are of a-model r1.*, and a-model r2/),
    });
    expect(readFileSync(path, 'utf8')).toBe(all);
  });

  it.each([
    ['notes', 'my precious notes'],
    ['a list of files', '{"file":"a.jpg","label":"mel"}\n'],
    ['another table', 'file,label\na.jpg,mel\n'],
    ['a picture', Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0x0a, 0x00])],
  ])('is not %s, be it by a link', async (_what, content) => {
    const [own, link] = [join(folder, 'own'), join(folder, 'link')];
    writeFileSync(own, content);
    linkSync(own, path);
    symlinkSync(own, link);
    for (const output of [path, link]) {
      for (const resume of [false, true]) {
        await expect(AnswerFile.read(output, { format, resume })).rejects.toMatchObject({
          code: 'invalid_request',
          message: expect.stringMatching(/^\/.*: expected a new file or answers of slc classify/),
        });
      }
    }
    expect(readFileSync(own)).toEqual(Buffer.from(content));
    rmSync(link);
  });

  it('is no file of another kind', async () => {
    writeFileSync(path, '{"name": "something else"}\n"1","2"\n"\n"x"\n');
    await expect(
      AnswerFile.read(path, { format, resume: true }).then((file) =>
        file.begin(files, { head: writer.head, model }),
      ),
    ).rejects.toMatchObject({
      code: 'invalid_request',
      message: expect.stringContaining(path),
    });
  });
});
