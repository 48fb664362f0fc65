import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isoTime } from '../../../lambda/formats/fields.ts';

const time = (hour: number, minute: number, rest: string): string =>
  `2026-07-01T${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}:${rest}`;

const rests = fc.oneof(
  fc.stringMatching(/^[0-9]{2}\.[0-9]{6}Z$/),
  fc.stringMatching(/^[0-9.:Z -]{10}$/),
  fc.constantFrom(
    '00.000000Z',
    '59.999999Z',
    '60.000000Z',
    '05.000001z',
    '05.00000 Z',
    '05,000001Z',
    '05.000001',
    '05.1Z',
    '05Z',
  ),
);

/** What the text of a time means does not depend on the times before. */
test('a time in the minute of the one before is what Date.parse says of it', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.constantFrom(9, 10, 23, 24, 25), fc.nat(61), rests)), (parts) => {
      for (const [hour, minute, rest] of parts) {
        const text = time(hour, minute, rest);
        const isTime = /^[0-9T:-]{19}(\.[0-9]{1,9})?Z?$/.test(text);
        const expected = isTime ? Date.parse(text.endsWith('Z') ? text : `${text}Z`) : Number.NaN;
        isoTime(time(hour, minute, '05.000001Z'));
        expect(isoTime(text)).toBe(expected);
        expect(isoTime(text)).toBe(expected);
      }
    }),
  );
});

test('times of days that no month has, of the end of a day and before 1970 are those of Date.parse', () => {
  for (const minute of ['2026-02-30T10:04', '2026-07-01T24:00', '1969-12-31T23:58', '0000-01-01T00:00']) {
    for (const rest of [':00.000000Z', ':01.500000Z', ':59.999999Z', ':00.000000Z']) {
      expect(isoTime(`${minute}${rest}`)).toBe(Date.parse(`${minute}${rest}`));
    }
  }
});
