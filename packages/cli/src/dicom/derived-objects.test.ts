import { type Attributes, writeDicomFile } from '@slc/dicom';
import type { ModelRef } from '@slc/domain';
import { expect, it } from 'vitest';
import { derivedObjects } from './derived-objects.js';

const SECONDARY_CAPTURE = '1.2.840.10008.5.1.4.1.1.7';
const manifest = { labels: [], preprocessing: {} } as never;
const model = (sha256: string): ModelRef => ({
  ...{ id: 'm', revision: '1', sha256, standIn: false, precision: 'float32' },
});
const limits = { maxBytes: 10_000 };

function capture(attributes: Attributes): Uint8Array {
  return writeDicomFile({
    ...{ SOPClassUID: SECONDARY_CAPTURE, SOPInstanceUID: '1.2.3' },
    ...{ StudyInstanceUID: '1.1', SeriesInstanceUID: '1.2', Modality: 'OT' },
    ...attributes,
  });
}

it('knows what is stored for an image before it is seen: the report last, other UIDs for another model', () => {
  const plain = derivedObjects({ model: model('abc'), manifest, limits });
  const explained = derivedObjects({ model: model('abc'), manifest, explain: 'hirescam', limits });
  const other = derivedObjects({ model: model('def'), manifest, limits });
  const [map, report] = explained.wantedOf('1.2.3');
  expect(plain.wantedOf('1.2.3')).toEqual([report]);
  expect(plain.madeOf('1.2.3')).toContain(map);
  expect(plain.madeOf('1.2.3')).not.toContain(report);
  expect(other.wantedOf('1.2.3')).not.toEqual([report]);
});

it('tells an image that names its source from one that does not', async () => {
  const { read } = derivedObjects({ model: model('abc'), manifest, limits });
  const source = { ReferencedSOPClassUID: SECONDARY_CAPTURE, ReferencedSOPInstanceUID: '1.2.2' };
  const cases: [Attributes, boolean][] = [
    [{}, false],
    [{ SourceImageSequence: [] }, false],
    [{ SourceImageSequence: [source] }, true],
  ];
  for (const [attributes, isDerived] of cases) {
    expect(await read(capture(attributes))).toMatchObject({
      ...{ study: '1.1', instance: '1.2.3', sopClass: SECONDARY_CAPTURE, isDerived },
    });
  }
});
