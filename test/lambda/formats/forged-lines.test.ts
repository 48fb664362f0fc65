/** A client cannot write its own entries into a log that is delivered as delimited text. */
import { describe, expect, test } from 'vitest';
import { ALB_ACCESS_FIELDS } from '../../../lambda/formats/alb-access.ts';
import { fields } from '../../../lambda/formats/fields.ts';
import { albLine } from '../../support/alb-line.ts';
import { ingestText, sums } from './ingested.ts';

const EVIL = 'app/evil/0123456789abcdef';
const forged = (delimiter: string): string =>
  fieldsOf({ elb: EVIL, elbStatus: '599', targetStatus: '599' })
    .map((field) => field.replaceAll(delimiter, ''))
    // What is before the URL would be the type.
    .slice(1)
    .join(delimiter);

function fieldsOf(parts: Parameters<typeof albLine>[0] = {}): readonly string[] {
  return fields(albLine(parts)) ?? [];
}

const spaced = (row: readonly string[]) => row.map((field) => `"${field}"`).join(' ');
const named = (found: ReadonlyMap<string, number>) => [...found.keys()].filter((name) => /evil|599/.test(name));

const HONEST = Array.from({ length: 50 }, (_, at) => fieldsOf({ times: `0.001 0.0${10 + at} 0.000` }));

/** Text of `attacks` lines with this URL before the honest ones, or behind them. */
function log(url: string, { isFirst, attacks = 10 }: { readonly isFirst: boolean; readonly attacks?: number }): string {
  const attack = spaced(fieldsOf({ request: `"GET ${url} HTTP/1.1"`, elbStatus: '404' }));
  const lines = Array.from({ length: attacks }, () => attack);
  const honest = HONEST.map(spaced);
  return (isFirst ? [...lines, ...honest] : [...honest, ...lines]).join('\n');
}

describe.each(['|', ';', '^', ','])('a URL that holds a whole line cut by %s', (delimiter) => {
  test.each([true, false])('is one request (before the honest ones: %s)', async (isFirst) => {
    const text = log(`/${delimiter}${forged(delimiter)}`, { isFirst, attacks: 1_000 });
    const found = await ingestText('alb-access-vended', text);
    expect(found.lines).toEqual({ parsed: 1_050, skipped: 0, unparsed: 0 });
    expect(named(sums(found))).toEqual([]);
    expect(sums(found).get('Elb5xx{}')).toBe(0);
  });

  test('is one request under a header, too', async () => {
    const text = `#Fields: ${ALB_ACCESS_FIELDS.join(' ')}\n${log(`/${delimiter}${forged(delimiter)}`, { isFirst: true })}`;
    expect(named(sums(await ingestText('alb-access-vended', text)))).toEqual([]);
  });
});

test('a user agent that holds the delimiter costs its own line, and moves no field into another', async () => {
  const agent = 'x,cipher,proto,targetgroup/evil7/0123456789abcdef';
  const plain = (row: readonly string[]) => row.map((field) => field.replaceAll(',', '')).join(',');
  const attack = fieldsOf({ userAgent: '"@"' }).map((field) => (field === '@' ? agent : field.replaceAll(',', '')));
  for (const rows of [
    [attack.join(','), ...HONEST.map(plain)],
    [...HONEST.map(plain), attack.join(',')],
  ]) {
    const found = await ingestText('alb-access-vended', rows.join('\n'));
    expect(found.lines).toEqual({ parsed: 50, skipped: 0, unparsed: 1 });
    expect(named(sums(found))).toEqual([]);
  }
});

describe('where the header puts what a client writes first', () => {
  const names = ['user_agent', ...ALB_ACCESS_FIELDS.filter((name) => name !== 'user_agent')];
  const row = (agent: string) => {
    const raw = fieldsOf();
    return names
      .map((name) => (name === 'user_agent' ? agent : raw[ALB_ACCESS_FIELDS.indexOf(name as 'type')]))
      .join('|');
  };
  const json = JSON.stringify({
    type: 'https',
    time: '2026-05-04T10:00:01Z',
    elb: EVIL,
    elb_status_code: 599,
    request: 'x',
  });

  test.each([
    ['an object of JSON', json],
    ['a header', `#Fields: ${names.toReversed().join(' ')}`],
    ['a byte order mark and an object', `\ufeff${json}`],
  ])('%s in a user agent is no entry and no header', async (_name, agent) => {
    const text = [
      `#Fields: ${names.join(' ')}`,
      row('curl/8'),
      row(agent),
      row('curl/8'),
      row(agent),
      row('curl/8'),
    ].join('\n');
    const found = await ingestText('alb-access-vended', text);
    expect(found.lines.parsed).toBeGreaterThanOrEqual(3);
    expect(named(sums(found))).toEqual([]);
  });
});

test('files that were put behind one another each have their header', async () => {
  const header = `#Fields: ${ALB_ACCESS_FIELDS.join('\t')}`;
  const short = `#Fields: ${ALB_ACCESS_FIELDS.slice(0, 30).join('\t')}`;
  const row = fieldsOf();
  const text = [header, row.join('\t'), header, row.join('\t'), short, row.slice(0, 30).join('\t')].join('\n');
  expect((await ingestText('alb-access-vended', text)).lines).toEqual({ parsed: 3, skipped: 3, unparsed: 0 });
});

test('a field that AWS adds at the end is passed over where the delimiter is a tab', async () => {
  const text = HONEST.map((row) => [...row, 'new'].join('\t')).join('\n');
  expect((await ingestText('alb-access-vended', text)).lines).toEqual({ parsed: 50, skipped: 0, unparsed: 0 });
});
