import { describe, expect, test } from 'vitest';
import { FORMATS, recognize } from '../../../lambda/formats/index.ts';
import { familyObjects, soundLines } from '../../../local/generate/families.ts';
import { account, named, outcomes } from '../../lambda/formats/entries.ts';

const NOW = new Date('2026-05-04T13:02:00Z');
const OTHERS = ['connections', 'healthChecks', 'firewall', 'apiEvents'] as const;

describe('made-up logs of the other families', () => {
  const objects = familyObjects(NOW, OTHERS);

  test('are the same for the same seed, and others for another', () => {
    const print = (seed: number) =>
      familyObjects(NOW, ['healthChecks'], seed).map(({ key, plain }) => `${key}\n${plain}`);
    expect(print(1)).toEqual(print(1));
    expect(print(2)).not.toEqual(print(1));
  });

  test.each(OTHERS)('of %s alone are of that family', (family) => {
    const formats = familyObjects(NOW, [family]).map(({ key }) => recognize(key));
    expect(formats.length).toBeGreaterThan(30);
    for (const one of formats) expect('format' in one && one.format.family).toBe(family);
  });

  test('have none for requests, which are the incident itself', () => {
    expect(familyObjects(NOW, ['requests'])).toEqual([]);
  });

  test('end when the last five minutes ended, and arrive one to seven minutes later', () => {
    for (const { key, arrival } of objects) {
      const recognized = recognize(key);
      const end = 'facts' in recognized ? (recognized.facts.end ?? 0) : 0;
      expect(end).toBeLessThanOrEqual(Date.UTC(2026, 4, 4, 13));
      expect(arrival.getTime() - end).toBeGreaterThanOrEqual(60_000);
      expect(arrival.getTime() - end).toBeLessThan(7 * 60_000);
    }
  });

  test('parse to the last line, each in the minutes its key names', () => {
    for (const { key, plain } of objects) {
      const recognized = recognize(key);
      if (!('format' in recognized)) throw new Error(`no format of ${key}`);
      const found = outcomes(recognized.format, plain, recognized.facts);
      const [parsed, , unparsed] = account(found);
      expect(unparsed).toBe(0);
      if (recognized.format.family !== 'apiEvents') expect(parsed).toBe(found.length);
      const end = recognized.facts.end ?? 0;
      for (const entry of found) {
        if (typeof entry === 'string') continue;
        expect(entry.time).toBeGreaterThanOrEqual(end - 5 * 60_000);
        expect(entry.time).toBeLessThan(end);
      }
    }
  });
});

test.each(FORMATS.map(({ name }) => name).filter((name) => !/^alb-access|-vended$/.test(name)))(
  'sound lines of %s all parse',
  (name) => {
    const lines = soundLines(name, 500, 3);
    const text = name === 'cloudtrail' ? `{"Records":[${lines.join(',')}]}` : lines.join('\n');
    const [parsed, skipped, unparsed] = account(outcomes(named(name), Buffer.from(text)));
    expect(unparsed).toBe(0);
    expect(parsed + skipped).toBe(lines.length);
  },
);
