/** Records that follow each other in one line are read in the core as the reference path reads them. */
import { describe, expect, it, test } from 'vitest';
import { bothWays } from '../../../../bench/both-ways.ts';
import { DEFAULT_CONFIG } from '../../../../lambda/config.ts';
import { cloudtrail } from '../../../../lambda/formats/cloudtrail.ts';
import { waf } from '../../../../lambda/formats/waf.ts';
import type { Ingested } from '../../../../lambda/measure/ingested.ts';
import { linesFrom } from '../../../../local/generate/families.ts';

const SEEDS = [1, 2, 3];

async function read(text: string, format: typeof cloudtrail | typeof waf = cloudtrail): Promise<Ingested> {
  const results: Ingested[] = [];
  for (const seed of SEEDS) {
    const result = await bothWays({ format, bytes: Buffer.from(text), config: DEFAULT_CONFIG, seed });
    if (result instanceof Error) throw result;
    results.push(result);
  }
  const [first] = results;
  if (first === undefined) throw new Error('nothing was read');
  return first;
}

const records = [...linesFrom('cloudtrail', { count: 40, seed: 3, millisecondsApart: 1500, clients: 2 })];
const document = (list: readonly string[]): string => `{"Records":[${list.join(',')}]}`;
const record = (change: object, id = 'x'): string =>
  JSON.stringify({ ...JSON.parse(records[0] ?? ''), eventID: `${id}-${JSON.stringify(change)}`, ...change });
const [usual = ''] = records;

describe('records of CloudTrail', () => {
  it.each([
    ['a document a line', `${document(records)}\n${document(records.slice(0, 3))}\n`],
    ['documents side by side', document(records) + document(records)],
    ['an array', `[${records.join(',')}]`],
    ['a record a line', records.join('\n')],
    ['records side by side', records.join('')],
    ['blanks between', `{ "Records" : [ ${records.join(' ,\t\r ')} ] }`],
    ['blanks in records', document(records.map((one) => one.replaceAll('":', '" : ').replaceAll(',"', ' , "')))],
    ['line feeds between', document(records).replaceAll('},{"eventVersion', '},\n{"eventVersion')],
    ['line feeds in records', document(records.map((one, at) => (at % 9 === 8 ? one.replaceAll(',"', ',\n"') : one)))],
    ['pretty', JSON.stringify(JSON.parse(document(records)), undefined, 2)],
    ['other members before', document(records).replace('{', '{"more":[1,{"a":[]}],')],
    ['other members behind', `${document(records).slice(0, -1)},"more":[{"a":1}]}`],
    ['a long beginning', `{"a":"${'b'.repeat(400)}",${document(records).slice(1)}`],
    ['a document in a document', document([...records, document(records.slice(0, 5)), ...records.slice(5, 9)])],
    ['text between', document([...records.slice(0, 9), 'abc', ...records.slice(9)])],
    ['zeros between', document(records).replaceAll('},{"eventVersion', '},\0{"eventVersion')],
    ['an end missing', document(records).slice(0, -2)],
    ['a record cut short', document(records).slice(0, -30)],
    ['a record cut short, then zeros', `${document(records).slice(0, -30)}${'\0'.repeat(50)}`],
    ['a short record cut short, then zeros', `${document([...records, '{"a":"b']).slice(0, -2)}${'\0'.repeat(50)}`],
    ['a string that does not end', document([...records.slice(0, 9), '{"a":"b', ...records.slice(9)])],
    ['a backslash before a line feed', document([...records.slice(0, 9), '{"a":"b\\\n"}', ...records.slice(9)])],
    ['braces too many', document([...records.slice(0, 9), '{}}', ...records.slice(9)])],
    ['braces too few', document([...records.slice(0, 9), '{{}', ...records.slice(9)])],
    ['nothing', document([])],
    ['empty records', document([...records, '{}', '{}', usual])],
  ])('are the same in any arrangement: %s', async (_, text) => {
    const { lines } = await read(text);
    expect(lines.parsed + lines.skipped + lines.unparsed).toBeGreaterThanOrEqual(text.includes(usual) ? 1 : 0);
  });

  it.each([
    ['repeated ids', [usual, usual, ...records, ...records]],
    [
      'ids of other forms',
      [
        { eventID: '' },
        { eventID: 1 },
        { eventID: null },
        { eventID: undefined },
        { eventID: 'x'.repeat(300) },
        { eventID: 'a"b' },
      ].map((change) => record(change)),
    ],
    [
      'times of other forms',
      [
        '2026-05-04T10:00:00.5Z',
        '2026-05-04T24:00:00Z',
        '2026-05-04T24:00:01Z',
        '2026-05-04T10:00:00+01:00',
        1,
        null,
      ].map((eventTime) => record({ eventTime })),
    ],
    [
      'other services',
      ['ec2.amazonaws.com', 's3.amazonaws.com', '', 'a"b', null, 7, undefined].map((eventSource) =>
        record({ eventSource }),
      ),
    ],
    [
      'a source in a member of another',
      [
        record({ eventSource: undefined, requestParameters: { eventSource: 'ec2.amazonaws.com' } }),
        record({ eventSource: undefined }),
      ],
    ],
    [
      'a source with escapes',
      ['', '"userAgent":"elasticloadbalancing.amazonaws.com",'].map(
        (more) =>
          `{${more}${record({ eventSource: 'SOURCE' }, more).slice(1).replace('SOURCE', 'elasticloadbalancing\\u002eamazonaws.com')}`,
      ),
    ],
    ['a name with escapes', [record({}).replace('"eventSource"', '"event\\u0053ource"')]],
    [
      'names twice',
      [
        record({}).replace('{', '{"eventSource":"ec2.amazonaws.com",'),
        record({ a: 1 }).replace('{', '{"eventID":"twice",'),
      ],
    ],
    ['names of calls', ['ModifyRule', 'Modify Rule', '', 1, null, undefined].map((eventName) => record({ eventName }))],
    ['errors', ['AccessDenied', 'Access Denied', '', '-', 1, null].map((errorCode) => record({ errorCode }))],
    ['reading or not', [true, false, 'true', null, undefined].map((readOnly) => record({ readOnly }))],
    [
      'calls that change something',
      Array.from({ length: 120 }, (_, at) =>
        record({ eventName: 'ModifyRule', readOnly: false, requestParameters: { ruleArn: `arn:${at}` } }),
      ),
    ],
  ])('are read as the parser reads them: %s', async (_, list) => {
    const { lines } = await read(document([usual, usual, ...list, ...list, usual, ...list]));
    expect(lines.parsed + lines.skipped + lines.unparsed).toBe(3 + 3 * list.length);
    await read(document([...list, usual, ...list]));
  });

  it('are counted once however long the document is', async () => {
    const many = [...linesFrom('cloudtrail', { count: 1500, seed: 5, millisecondsApart: 50, clients: 2 })];
    const { lines } = await read(document([...many, ...many.slice(0, 700)]));
    expect(lines.parsed + lines.skipped).toBe(2200);
    expect(lines.parsed).toBe(many.filter((one) => one.includes('elasticloadbalancing.amazonaws.com')).length);
  });

  it('of more than a window are left to the reference path', async () => {
    const long = record({}).replace('aws-cli', 'x'.repeat(300_000));
    const { lines } = await read(document([usual, long, ...records]));
    expect(lines.unparsed).toBe(0);
  });
});

test('a line that is a document of records is no entry, whatever else is in it', async () => {
  const lines = [...linesFrom('waf', { count: 20, seed: 3, millisecondsApart: 100, clients: 2 })];
  const documents = lines.map((line) => line.replace('{', '{"records":[],'));
  const { lines: account } = await read([...lines, ...documents].join('\n'), waf);
  expect(account.parsed).toBe(20);
});
