import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { LABEL_SETS, unknownClass } from '@slc/domain';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { numberGroups } from './labelled-data.js';
import { type LabelledDataOptions, readLabelledData } from './read-labelled-data.js';

const classes = LABEL_SETS.ham10000;
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'labelled-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(name: string, content: string | Buffer = ''): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}

/** Each image as `file → class (group)`, each row left out as `file: reason`. */
async function read(name: string, options: Partial<LabelledDataOptions> = {}) {
  const labels = options.classes ?? classes;
  const data = await readLabelledData(join(folder, name), { classes: labels, ...options });
  return {
    images: data.images.map(
      ({ file, label, group }) => `${file} → ${labels[label]?.id}${group === null ? '' : ` (${group})`}`,
    ),
    leftOut: data.leftOut.map(({ file, reason }) => `${file}: ${reason}`),
    paths: data.images.map(({ path }) => path.slice(folder.length + 1)),
    messages: data.leftOut.map(({ message }) => message),
  };
}

/** The sentence of its error. */
async function fault(name: string, options: Partial<LabelledDataOptions> = {}): Promise<string> {
  const thrown: unknown = await read(name, options).catch((error: unknown) => error);
  expect(thrown).toMatchObject({ name: 'SlcError' });
  return String(thrown).replaceAll(`${folder}/`, '');
}

it('says why a table cannot be read, such as a link that leads to itself', async () => {
  symlinkSync('t.csv', join(folder, 't.csv'));
  expect(await fault('t.csv')).toMatch(/t\.csv: expected a table or a folder that can be read: ELOOP/);
});

describe('a table', () => {
  it('is read as HAM10000 publishes it, with lesions as groups', async () => {
    write('images/ISIC_1.jpg');
    write('images/ISIC_2.jpg');
    write('t.csv', 'lesion_id,image_id,dx,age\nHAM_7,ISIC_1,nv,45.0\nHAM_7,ISIC_2,akiec,\n');
    expect(await read('t.csv')).toMatchObject({
      images: ['ISIC_1 → NV (HAM_7)', 'ISIC_2 → AKIEC (HAM_7)'],
      paths: ['images/ISIC_1.jpg', 'images/ISIC_2.jpg'],
      leftOut: [],
    });
  });

  it('is read as the ISIC challenges publish it, with a column for each class', async () => {
    for (const n of [1, 2, 3, 4]) write(`ISIC_${n}.jpg`);
    const header = 'image,MEL,NV,BCC,AK,BKL,DF,VASC,SCC,UNK';
    const rows = ['ISIC_1,1.0,0,0,0,0,0,0,0,0', 'ISIC_2,0,0,0,1,0,0,0,0,0', 'ISIC_3,0,0,0,0,0,0,0,1.0,0'];
    write('t.csv', [header, ...rows, 'ISIC_4,1,1,0,0,0,0,0,0,0'].join('\n'));
    expect(await read('t.csv')).toMatchObject({
      images: ['ISIC_1 → MEL', 'ISIC_2 → AKIEC'],
      leftOut: ['ISIC_3: other-class', 'ISIC_4: no-class'],
      messages: [
        't.csv, line 4: its class SCC is none of the model’s',
        't.csv, line 5: expected one class, got MEL and NV',
      ],
    });
  });

  const table = 'file,label\na.png,"nv"\nb.png,Melanoma\n';
  it.each([
    ['with commas', table],
    ['with tabs', table.replaceAll(',', '\t')],
    ['with semicolons', table.replaceAll(',', ';')],
    ['with Windows line ends and empty lines', `${table.replaceAll('\n', '\r\n')}\r\n,\r\n`],
    ['with line ends of two kinds', table.replace('\n', '\r\n')],
    ['with a byte order mark', `\ufeff${table}`],
    ['in UTF-16', Buffer.from(`\ufeff${table}`, 'utf16le')],
    ['in UTF-16, big-endian', Buffer.from(`\ufeff${table}`, 'utf16le').swap16()],
    ['with names of columns in capitals, and spaces', table.replace('file,label', ' File , LABEL ')],
  ])('is read %s', async (_, content) => {
    write('a.png');
    write('b.png');
    write('t.csv', content);
    expect((await read('t.csv')).images).toEqual(['a.png → NV', 'b.png → MEL']);
  });

  it('finds images as it names them, beside it, in images/ and in a folder that is given, which comes first', async () => {
    write('named/a.jpg');
    write('b.JPG');
    write('images/c.tiff');
    write('given/d.webp');
    write('given/b.png');
    write('t.csv', 'path,class\nnamed\\a.jpg,nv\nB.jpg,nv\nelsewhere/c,nv\nd,nv\n');
    const { paths } = await read('t.csv', { imagesFolder: join(folder, 'given') });
    expect(paths).toEqual(['named/a.jpg', 'b.JPG', 'images/c.tiff', 'given/d.webp']);
    write('u.csv', 'path,class\nb,nv\n');
    expect((await read('u.csv', { imagesFolder: join(folder, 'given') })).paths).toEqual(['given/b.png']);
  });

  it('takes no image of another folder for one that another row names', async () => {
    write('a/1.jpg');
    write('1.jpg');
    write('t.csv', 'path,class\na/1.jpg,nv\nb/1.jpg,mel\n');
    expect(await read('t.csv')).toMatchObject({ images: ['a/1.jpg → NV'], leftOut: ['b/1.jpg: missing'] });
    write('u.csv', 'path,class\n1,nv\nb/1.JPG,mel\n');
    expect(await read('u.csv')).toMatchObject({ images: ['1 → NV'], leftOut: ['b/1.JPG: missing'] });
    write('v.csv', 'path,class\nb/1.jpg,nv\n./b/1.jpg,nv\n');
    expect(await read('v.csv')).toMatchObject({ paths: ['1.jpg'], leftOut: ['./b/1.jpg: duplicate'] });
  });

  it('finds images in the folders of the one that is given, unless several hold the name', async () => {
    write('given/part_1/a.jpg');
    write('given/part_2/b.jpg');
    write('given/part_1/c.jpg');
    write('given/part_2/c.jpg');
    write('t.csv', 'image_id,dx\na,nv\nb,nv\nc,nv\n');
    const { paths, leftOut } = await read('t.csv', { imagesFolder: join(folder, 'given') });
    expect(paths).toEqual(['given/part_1/a.jpg', 'given/part_2/b.jpg']);
    expect(leftOut).toEqual(['c: missing']);
  });

  it('takes the column that names classes where another of the usual ones holds codes', async () => {
    for (const name of ['a', 'b']) write(`${name}.png`);
    write('t.csv', 'file,label,dx\na,4,nv\nb,6,mel\n');
    expect((await read('t.csv')).images).toEqual(['a → NV', 'b → MEL']);
  });

  it.each(['NA', 'n/a', 'NaN', 'null', 'None', ''])('has no group where %j stands for one', async (none) => {
    for (const name of ['a', 'b']) write(`${name}.png`);
    write('t.csv', `file,dx,patient_id\na,nv,${none}\nb,nv,P1\n`);
    expect((await read('t.csv')).images).toEqual(['a → NV', 'b → NV (P1)']);
  });

  it('groups by the column that is named', async () => {
    write('a.png');
    write('b.png');
    write('c.png');
    write('t.csv', 'file,label,lesion_id,Clinic\na,nv,L1,K1\nb,nv,L2,K1\nc,nv,L3,\n');
    const data = await readLabelledData(join(folder, 't.csv'), { classes, groupBy: 'clinic' });
    expect(data.images.map(({ group }) => group)).toEqual(['K1', 'K1', null]);
    expect([...numberGroups(data.images)]).toEqual([0, 0, 1]);
  });

  it('leaves out what cannot be used, and says of each row why', async () => {
    write('a.png');
    write('b.png');
    write('c.png');
    const rows = ['a,nv', 'gone,nv', 'a.png,nv', 'b,scar', 'b,', ',nv', 'c,nv', 'c,mel'];
    write('t.csv', ['file,label', ...rows].join('\n'));
    expect(await read('t.csv')).toMatchObject({
      images: ['a → NV'],
      leftOut: [
        'gone: missing',
        'a.png: duplicate',
        'b: other-class',
        'b: no-class',
        'line 7: missing',
        'c: contradiction',
        'c: contradiction',
      ],
      messages: [
        't.csv, line 3: its image is not found',
        't.csv, line 4: line 2 names the same image',
        't.csv, line 5: its class scar is none of the model’s',
        't.csv, line 6: expected a class, the cell is empty',
        't.csv, line 7: expected an image, the cell is empty',
        't.csv, line 9: line 8 names the same image with another class',
        't.csv, line 8: a later line names the same image with another class',
      ],
    });
  });

  it('may name classes of one’s own by id or name', async () => {
    write('a.png');
    write('b.png');
    write('t.csv', 'file,label\na,C1\nb,Class 0\n');
    expect(await read('t.csv', { classes: [unknownClass(0), unknownClass(1)] })).toMatchObject({
      images: ['a → c1', 'b → c0'],
    });
  });

  it('of 10,000 rows is read, most of them without an image', async () => {
    for (let i = 0; i < 200; i++) write(`images/${i}.jpg`);
    const rows = Array.from({ length: 10_000 }, (_, i) => `${i},nv,lesion ${i % 7}`);
    write('t.csv', ['image,dx,lesion_id', ...rows].join('\n'));
    const { images, leftOut } = await read('t.csv');
    expect([images.length, leftOut.length]).toEqual([200, 9_800]);
  }, 30_000);

  it.each([
    [
      'has no column for the image',
      'name,dx\na,nv',
      /t\.csv: expected a column for the image \(file, image, image_id, isic_id, filename, path\), it has name, dx/,
    ],
    [
      'has no column for the class',
      'file,age\na,3',
      /t\.csv: expected a column for the class \(label, dx, diagnosis, class\) or one for each class \(AKIEC, BCC, .*VASC\), it has file, age/,
    ],
    ['has a column twice', 'file,dx,DX\na,nv,mel', /t\.csv: expected one column dx, got several/],
    ['is empty', '', /t\.csv: expected a row with column names, it is empty/],
    [
      'has a row of another length',
      'file,dx\na,nv\nb,nv,3',
      /t\.csv, line 3: expected 2 cells, one for each column, got 3/,
    ],
    [
      'has a quote that is never closed',
      'file,dx\n"a,nv\nb,nv',
      /t\.csv: expected every quote to be closed, one before line 3 is not/,
    ],
    [
      'has a quote inside a cell',
      'file,dx\na,nv\nb"c,nv',
      /t\.csv, line 3: expected quotes around whole cells alone/,
    ],
    [
      'is in Latin-1',
      Buffer.from('file,dx\na,nv\ncañón,nv', 'latin1'),
      /t\.csv, line 3: expected UTF-8, got bytes of another encoding\. Save the table as “CSV UTF-8”/,
    ],
    [
      'is a spreadsheet',
      Buffer.from('PK\x03\x04\x14\0\x06\0', 'latin1'),
      /t\.csv: expected a table as text \(CSV or TSV\) in UTF-8, it holds NUL bytes/,
    ],
    [
      'names no image that exists',
      'file,dx\na,nv\nb,nv',
      /t\.csv: expected images of the model’s classes \(.*\), none of 2 can be used\. The first is a: t\.csv, line 2: its image is not found/,
    ],
    [
      'has no rows',
      'file,dx',
      /t\.csv: expected images of the model’s classes \(.*\), it has column names and no rows/,
    ],
  ])('that %s is refused in one sentence', async (_, content, expected) => {
    write('t.csv', content);
    expect(await fault('t.csv')).toMatch(expected);
  });

  it('without the column that groups are asked of is refused', async () => {
    write('t.csv', 'file,dx\na,nv');
    expect(await fault('t.csv', { groupBy: 'clinic' })).toMatch(
      /t\.csv: expected the column clinic of --group-by, it has file, dx/,
    );
  });
});

describe('a folder', () => {
  it('with one folder a class is read', async () => {
    write('nv/b.jpg');
    write('nv/a.png');
    write('Melanoma/c.jpg');
    write('nv/.hidden.jpg');
    write('nv/notes.txt');
    write('nv/more/d.jpg');
    write('scar/e.jpg');
    expect(await read('')).toMatchObject({
      images: ['Melanoma/c.jpg → MEL', 'nv/a.png → NV', 'nv/b.jpg → NV'],
      leftOut: ['nv/more: not-an-image', 'nv/notes.txt: not-an-image', 'scar/e.jpg: other-class'],
    });
  });

  it('that holds labels.csv is read by it', async () => {
    write('images/a.jpg');
    write('nv/b.jpg');
    write('labels.csv', 'image_id,dx\na,mel\n');
    expect((await read('')).images).toEqual(['a → MEL']);
  });

  it('may hold links to folders and images, also in a circle or to nowhere', async () => {
    write('elsewhere/1.jpg');
    mkdirSync(join(folder, 'data/mel'), { recursive: true });
    symlinkSync('../elsewhere', join(folder, 'data/nv'));
    symlinkSync('..', join(folder, 'data/mel/circle'));
    symlinkSync('../../elsewhere/1.jpg', join(folder, 'data/mel/2.jpg'));
    symlinkSync('nowhere', join(folder, 'data/mel/3.jpg'));
    expect(await read('data')).toMatchObject({
      images: ['mel/2.jpg → MEL', 'mel/3.jpg → MEL', 'nv/1.jpg → NV'],
      leftOut: ['mel/circle: not-an-image'],
    });
  });

  it('whose class folders are empty is refused', async () => {
    mkdirSync(join(folder, 'nv'));
    expect(await fault('')).toMatch(/expected images of .*, its folders are empty$/);
  });

  it('of folders that are no classes is refused', async () => {
    write('train/nv/a.jpg');
    write('test/nv/b.jpg');
    expect(await fault('')).toMatch(
      /expected labels\.csv or one folder a class \(AKIEC, .*\), it has test, train/,
    );
  });

  it('of images without classes is refused', async () => {
    write('a.jpg');
    expect(await fault('')).toMatch(/expected labels\.csv or one folder a class \(.*\), it has no folders/);
  });

  it('of class folders holds its images itself', async () => {
    write('data/nv/a.jpg');
    mkdirSync(join(folder, 'given'));
    expect(await fault('data', { imagesFolder: join(folder, 'given') })).toMatch(
      /given: expected a table of its images, .*data has one folder a class/,
    );
  });

  it('has no columns to group by', async () => {
    write('nv/a.jpg');
    expect(await fault('', { groupBy: 'lesion_id' })).toMatch(/expected a table, .* has no columns/);
  });
});

it('says that a table, or the folder of its images, is not there', async () => {
  expect(await fault('none.csv')).toMatch(
    /none\.csv: expected a table \(CSV or TSV\) or a folder, there is none/,
  );
  write('t.csv', 'file,dx\na,nv');
  expect(await fault('t.csv', { imagesFolder: join(folder, 'none') })).toMatch(
    /none: expected a folder of images, there is none/,
  );
});
