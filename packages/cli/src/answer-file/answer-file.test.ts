import { linkSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Classification, type ErrorCode, LABEL_SETS, NOTICE, rank, SlcError } from '@slc/domain';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { manifestOf } from '../../../evaluation/tests/report-inputs.js';
import { AnswerFile } from './answer-file.js';
import { recordWriter } from './record-writers.js';

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
const plain = manifestOf(labels);
const manifest = { ...plain, temperature: { ...plain.temperature, value: 1 } };
const answer: Classification = {
  ...rank([-0.5, 1.5], labels, 1),
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
  const writer = recordWriter(format, labels);
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

  it('gives what it answers of settled images, the first of several answers, though files were joined', async () => {
    const again = writer.entry('c "1"\n.jpg', answer);
    writeFileSync(path, all + writer.head + again);
    const file = await AnswerFile.read(path, { format, resume: true });
    const outcomes = [];
    const settled = ['e.jpg', '=b.jpg', 'c "1"\n.jpg'].map(inFolder);
    for await (const outcome of file.outcomes(settled, { manifest, model })) outcomes.push(outcome);
    expect(outcomes.map(({ image }) => image.file)).toEqual(['=b.jpg', 'c "1"\n.jpg', 'e.jpg']);
    const { topClass, predictions, malignantProbability, assessment } = answer;
    const { verdict, predictionSet, outlier } = assessment;
    const isCsv = format === 'csv';
    expect(outcomes[0]?.answer).toEqual({
      ...{ topClass, predictions, malignantProbability, model },
      assessment: { verdict, predictionSet, outlier },
      engine: isCsv ? null : 'onnx',
      time: isCsv ? expect.any(Date) : null,
    });
    const message = 'first line\nsecond "line"';
    expect(outcomes[1]?.answer).toMatchObject({ code: 'invalid_image', message });
    expect(outcomes[2]?.answer).toMatchObject({ code: 'not_found', message });
  });

  it('keeps one head when files were joined', async () => {
    writeFileSync(path, writer.head + entries[0] + writer.head + entries[1]);
    const expected = writer.head + entries[0] + entries[1] + writer.entry('f.jpg', answer);
    expect(withoutTimes(await goOn())).toBe(withoutTimes(expected));
  });

  it('takes no answers of which some are of another model', async () => {
    const other = { ...model, revision: 'r2', sha256: 'cd'.repeat(32) };
    writeFileSync(path, all + writer.entry('g.jpg', { ...answer, model: other }));
    const file = await AnswerFile.read(path, { format, resume: true });
    expect(() => file.expectOf({ head: writer.head, model })).toThrow(
      /its answers are of a-model r2.*, and a-model r1/,
    );
  });

  it('says which record says something else of its logits than the model with its limits', async () => {
    writeFileSync(path, all);
    const file = await AnswerFile.read(path, { format, resume: true });
    const otherLimits = { ...manifest, temperature: { ...manifest.temperature, value: 3 } };
    await expect(
      file.outcomes([inFolder('=b.jpg')], { manifest: otherLimits, model }).next(),
    ).rejects.toMatchObject({
      code: 'invalid_request',
      message: expect.stringMatching(
        format === 'csv' ? /record 3: its probabilities are not/ : /record 2: its probabilities are not/,
      ),
    });
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
