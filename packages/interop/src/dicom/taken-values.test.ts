import type { AttributeKeyword } from '@slc/dicom';
import { describe, expect, it } from 'vitest';
import { characterSetOf } from './character-sets.js';
import { takenValue } from './taken-values.js';

function taken(keyword: AttributeKeyword, value: string | Buffer, characterSet?: string): string | null {
  const bytes = typeof value === 'string' ? Buffer.from(value, 'latin1') : value;
  const found = takenValue(keyword, bytes, characterSetOf(characterSet));
  return found && Buffer.from(found).toString('latin1');
}

describe('a value of an image', () => {
  it.each<[AttributeKeyword, string]>([
    ['PatientName', 'Doe^Jane^^Dr^II=='],
    ['PatientName', `${'A'.repeat(64)}=${'B'.repeat(64)}=${'C'.repeat(64)}`],
    ['PatientBirthDate', '20000229'],
    ['PatientSex', 'O'],
    ['PatientAge', '045Y'],
    ['PatientWeight', '7.25E1'],
    ['StudyTime', '235959.123456'],
    ['TimezoneOffsetFromUTC', '-0330'],
    ['OtherPatientNames', 'A^B\\C^D'],
    ['PatientComments', 'two\r\nlines\\and a backslash'],
    ['StudyID', ''],
    ['PatientID', 'x'.repeat(64)],
  ])('is taken where the standard allows it: %s %j', (keyword, value) => {
    expect(taken(keyword, value)).toBe(value);
  });

  it.each<[AttributeKeyword, string]>([
    ['StudyDate', '2026-01-01'],
    ['StudyDate', '20260231'],
    ['StudyDate', '00010101'],
    ['StudyTime', '10:11:12'],
    ['StudyTime', '235960'],
    ['DeidentificationMethod', '\\'],
    ['PatientBirthDate', '1980'],
    ['PatientSex', 'Q'],
    ['PatientSex', 'F\\M'],
    ['PatientAge', '45'],
    ['PatientSize', '1,75'],
    ['PatientName', 'A\\B'],
    ['PatientName', 'A^B^C^D^E^F'],
    ['PatientName', 'x'.repeat(65)],
    ['PatientName', 'a\tb'],
    ['AccessionNumber', 'x'.repeat(17)],
    ['StudyID', 'x'.repeat(17)],
    ['Allergies', 'x'.repeat(65)],
    ['PatientComments', 'x'.repeat(10_241)],
    ['TimezoneOffsetFromUTC', 'UTC+2'],
    ['BodyPartExamined', 'arm'],
    ['StudyDescription', 'a\\b'],
  ])('is left out where it does not: %s %j', (keyword, value) => {
    expect(taken(keyword, value)).toBeNull();
  });

  it('is taken without its padding', () => {
    expect(taken('StudyID', 'S1 \0')).toBe('S1');
  });

  it('ends early where it is a heading', () => {
    expect(taken('StudyDescription', 'x'.repeat(65))).toBe(`${'x'.repeat(61)}...`);
  });

  it.each([
    ['is too long', 'x'.repeat(65)],
    ['would be two', 'a\\b'],
    ['is in an unknown character set', 'P\xe9'],
  ])('is never changed where it identifies the patient: one that %s is refused', (_, id) => {
    expect(() => taken('PatientID', id)).toThrow(
      new RegExp(`LO allows in \\(0010,0020\\) PatientID, got another one of ${id.length} bytes$`),
    );
  });
});

describe('a name', () => {
  it.each<[string, Buffer, string | undefined]>([
    ['UTF-8, counted in letters', Buffer.from('山'.repeat(64)), 'ISO_IR 192'],
    ['Latin-1', Buffer.from('M\xfcller', 'latin1'), 'ISO_IR 100'],
    ['GB18030, with a byte like a backslash', Buffer.from('\x81\x5c^A', 'latin1'), 'GB18030'],
    ['JIS, with a byte like a backslash', Buffer.from('A=\x1b$B!\\\x1b(B', 'latin1'), '\\ISO 2022 IR 87'],
    ['Korean', Buffer.from('A=\x1b$)C\xb1\xe8', 'latin1'), '\\ISO 2022 IR 149'],
  ])('is taken as it is in %s', (_, name, characterSet) => {
    expect(taken('PatientName', name, characterSet)).toBe(name.toString('latin1'));
  });

  it.each<[string, Buffer, string | undefined]>([
    ['Latin-1 that is called UTF-8', Buffer.from('M\xfcller', 'latin1'), 'ISO_IR 192'],
    ['letters of no character set', Buffer.from('M\xfcller', 'latin1'), undefined],
    ['letters of a character set that there is not', Buffer.from('M\xfcller', 'latin1'), 'LATIN1'],
    ['an escape where none is announced', Buffer.from('A=\x1b$B;3', 'latin1'), 'ISO_IR 100'],
    ['bytes above 0x80 of a set that has none', Buffer.from('山'), '\\ISO 2022 IR 87'],
    ['two values', Buffer.from('A\\B', 'latin1'), 'ISO 2022 IR 100'],
  ])('is left out with %s', (_, name, characterSet) => {
    expect(taken('PatientName', name, characterSet)).toBeNull();
  });
});
