import { SlcError } from '@slc/domain';
import { expect, it } from 'vitest';
import { nameOf, WatchLog } from './watch-log.js';

it('says what became of images without their UIDs', () => {
  let said = '';
  const log = new WatchLog((text) => {
    said += text;
  });
  log.roundEnded({ stored: 12, there: 0, derived: 0, failed: 0 });
  log.roundEnded({ stored: 3, there: 2, derived: 1, failed: 4 });
  log.roundEnded({ stored: 0, there: 0, derived: 0, failed: 0 });
  const error = new SlcError('invalid_image', 'image: expected a whole DICOM file');
  log.failed('1.2.840.1', { state: 'given-up', tries: 1, code: error.code }, error);
  const againAt = '2026-11-30T12:00:30.000Z';
  log.failed('1.2.840.2', { state: 'failing', tries: 3, code: error.code, againAt }, error);
  log.outage(new SlcError('overloaded', 'the DICOMweb server cannot be reached (ECONNREFUSED)'), 20_000);
  log.outageEnded();
  const broken = { state: 'given-up', tries: 1, code: 'invalid_image' } as const;
  log.ended([broken, { ...broken, code: 'deadline_exceeded' }, broken]);
  log.ended([]);
  expect(log.stored).toBe(15);
  expect(said.split('\n')).toEqual([
    'slc: images: 12 reported',
    'slc: images: 3 reported, 2 had a report, 1 made of other images, 4 failed',
    `slc: image ${nameOf('1.2.840.1')}: invalid_image: ${error.message} (it is not tried again)`,
    `slc: image ${nameOf('1.2.840.2')}: invalid_image: ${error.message} (try 3, the next one from ${againAt})`,
    'slc: the DICOMweb server cannot be reached (ECONNREFUSED). Trying again in 20 s',
    'slc: the server answers again',
    'slc: images without a report: 2 invalid_image, 1 deadline_exceeded',
    '',
  ]);
  expect(said).not.toContain('1.2.840');
});
