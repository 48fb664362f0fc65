import { describe, expect, test } from 'vitest';
import { oneOfChoices, time, whole } from '../../../local/terminal/options.ts';

describe('a time', () => {
  test.each([
    ['2026-05-04', '2026-05-04T00:00:00.000Z'],
    ['2026-05-04T10:00', '2026-05-04T10:00:00.000Z'],
    ['2026-05-04T10:00Z', '2026-05-04T10:00:00.000Z'],
    ['2026-05-04T10:00:30+02:00', '2026-05-04T08:00:30.000Z'],
  ])('%s is %s', (text, expected) => expect(new Date(time('--from', text)).toISOString()).toBe(expected));

  test.each(['yesterday', '2026-13-01', '2026-02-30', '2026-02-30T10:00+02:00', '10:00', ''])(
    "fails for '%s'",
    (text) => {
      expect(() => time('--from', text)).toThrow(
        `--from is '${text}': must be a time such as 2026-05-04 or 2026-05-04T10:00Z`,
      );
    },
  );
});

describe('a whole number', () => {
  test.each(['', ' ', '-1', '1.5', '1e3', '0x10', '65536'])("fails for '%s'", (text) => {
    expect(() => whole('--port', text, { to: 65_535 })).toThrow(
      `--port is '${text}': must be a whole number from 0 to 65535`,
    );
  });

  test('may be without an upper limit', () => {
    expect(whole('--seed', '12', {})).toBe(12);
    expect(() => whole('--minutes', '0', { from: 1 })).toThrow("--minutes is '0': must be a whole number of 1 or more");
  });
});

test('fails for a choice that there is not, and names those that there are', () => {
  expect(oneOfChoices('--arrival', 'model', ['recorded', 'model'])).toBe('model');
  expect(() => oneOfChoices('--arrival', 'soon', ['recorded', 'model'])).toThrow(
    "--arrival is 'soon': must be one of recorded, model",
  );
});
