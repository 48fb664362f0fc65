import { describe, expect, test } from 'vitest';
import { UNPARSED } from '../../../lambda/catalogue/entry.ts';
import { recognize } from '../../../lambda/formats/index.ts';
import { soundLines } from '../../../local/generate/families.ts';
import { entries, named, outcomes, parserOf, sample } from './entries.ts';
import { ingestText } from './ingested.ts';

const first = (path: string) => sample(path).toString('latin1').split('\n')[0] ?? '';
const CONNECTION = first('alb-connection/constructed-connection.log');
const CHECK = first('alb-health-check/constructed-health-check.log');
const NLB = first('nlb-access/constructed-nlb.log');
const CLB = first('clb-access/constructed-clb.log');
const WAF = first('waf/constructed-waf.ndjson');
const BLB = first('baidu-blb/constructed-blb-l7.ndjson');
const JD = first('jdcloud-alb/constructed-alb-access.ndjson');
const CDN = soundLines('cloudfront', 1, 1)[2] ?? '';

describe('a field that is not what it should be', () => {
  const broken: [format: string, name: string, line: string, from: string | RegExp, to: string][] = [
    ['alb-connection', 'a time that is no time', CONNECTION, '2026-05-04', '2026-13-04'],
    ['alb-connection', 'a port that is none', CONNECTION, ' 51234 ', ' 99999 '],
    ['alb-connection', 'a latency that is text', CONNECTION, ' 0.012 ', ' soon '],
    ['alb-connection', 'a quote that stays open', CONNECTION, '"-"', '"-'],
    ['alb-health-check', 'a status that is neither PASS nor FAIL', CHECK, ' PASS ', ' pass '],
    ['alb-health-check', 'a latency that is text', CHECK, ' 0.004218310 ', ' -2 '],
    ['nlb-access', 'another type', NLB, 'tls 2.0', 'tcp 2.0'],
    ['nlb-access', 'a handshake time with a fraction', NLB, ' 14 ', ' 1.4 '],
    ['nlb-access', 'too few fields', NLB, / -( \S+){2}$/, ''],
    ['clb-access', 'a status of two digits', CLB, ' 200 200 ', ' 20 200 '],
    ['clb-access', 'a negative time other than -1', CLB, ' 0.001048 ', ' -3 '],
    ['clb-access', 'a load balancer that is none', CLB, ' edge-classic ', ' - '],
    ['waf', 'no action', WAF, '"action":"ALLOW"', '"action":null'],
    ['waf', 'a time in seconds', WAF, '1777888801250', '1777888801'],
    ['waf', 'broken JSON', WAF, '}', ''],
    ['baidu-blb', 'a status that is text', BLB, '"response_status": 200', '"response_status": "OK"'],
    ['jdcloud-alb', 'no load balancer', JD, '"alb-1abcdefghij"', '"-"'],
    [
      'jdcloud-alb',
      'a time that is no number',
      JD,
      '"backend_response_time": 0.045',
      '"backend_response_time": "fast"',
    ],
    ['cloudfront', 'a date that is none', CDN, '2026-05-04', '2026-05-99'],
    ['cloudfront', 'bytes that are none', CDN, /\t\d+\t/, '\tmany\t'],
  ];

  test.each(broken)('%s fails the line: %s', (format, _name, line, from, to) => {
    const parse = parserOf(named(format));
    expect(parse(line)).toBeTypeOf('object');
    expect(line.replace(from, to)).not.toBe(line);
    expect(parse(line.replace(from, to))).toBe(UNPARSED);
  });

  test('a JD Cloud text that is not in the documented list fails the line', () => {
    const line = first('jdcloud-alb/constructed-alb-health-check.ndjson').replace('server is unhealthy', 'all is well');
    expect(parserOf(named('jdcloud-health-check'))(line)).toBe(UNPARSED);
  });
});

describe('what AWS may add', () => {
  test.each([
    ['alb-connection', CONNECTION],
    ['alb-health-check', CHECK],
    ['nlb-access', NLB],
    ['clb-access', CLB],
  ])('a field at the end of %s changes nothing that is read', (format, line) => {
    const parse = parserOf(named(format));
    const same = (outcome: unknown) => ({ ...(outcome as object), fieldCount: 0 });
    expect(same(parse(`${line} -`))).toEqual(same(parse(line)));
    expect(same(parse(`${line} "new field"\r`))).toEqual(same(parse(line)));
  });

  test.each([
    ['alb-connection', CONNECTION, 11],
    ['alb-health-check', CHECK, 8],
    ['nlb-access', NLB, 21],
    ['clb-access', CLB, 12],
  ])('%s parses from its least number of fields up', (format, line, least) => {
    const tokens = line.match(format === 'nlb-access' ? /\S+/g : /"[^"]*"|\S+/g) ?? [];
    for (let count = 1; count <= tokens.length; count++) {
      const outcome = parserOf(named(format))(tokens.slice(0, count).join(' '));
      expect(typeof outcome === 'object').toBe(count >= least);
    }
  });
});

test('lines without a load balancer have the one in the key', () => {
  const key =
    'AWSLogs/123456789012/elasticloadbalancing/us-east-1/2026/05/04/conn_log_123456789012_elasticloadbalancing_us-east-1_app.edge-alb.50dc6c495c0c9188_20260504T1000Z_203.0.113.80_1a2b3c4d.log.gz';
  const recognized = recognize(key);
  const facts = 'facts' in recognized ? recognized.facts : undefined;
  const [entry] = entries(named('alb-connection'), Buffer.from(CONNECTION.split(' ').slice(0, 12).join(' ')), facts);
  expect(entry).toMatchObject({ loadBalancer: 'app/edge-alb/50dc6c495c0c9188' });
});

test('the text of a test object is skipped wherever a node may have left it', () => {
  for (const format of ['alb-connection', 'alb-health-check', 'nlb-access', 'clb-access']) {
    const text = 'Enable ConnectionLog for ELB: app/edge-alb/50dc6c495c0c9188 at 2025-05-30T16:47:00.781Z\n\n';
    expect(outcomes(named(format), Buffer.from(text))).toEqual(['skipped', 'skipped']);
  }
});

test('a number in JSON may have more binary digits than a clock', () => {
  const line = JD.replace('"backend_response_time": 0.045', '"backend_response_time": 0.08600000000000001');
  expect(parserOf(named('jdcloud-alb'))(line)).toMatchObject({ targetProcessingTime: 0.086 });
});

describe('an object in a container that is not read is refused in words that help', () => {
  test.each([
    [
      'Parquet',
      Buffer.from('PAR1\x15\x04\x15', 'latin1'),
      "set the output format of the log delivery to 'json', 'plain' or 'w3c'",
    ],
    ['Snappy', Buffer.from('\xff\x06\x00\x00sNaPpY', 'latin1'), "set the compression of the transfer task to 'gzip'"],
  ])('%s', async (_name, bytes, words) => {
    await expect(ingestText('cloudfront', bytes)).rejects.toThrow(words);
  });

  test('text that begins alike is read', async () => {
    expect((await ingestText('cloudfront', 'PAR\n')).lines).toEqual({ parsed: 0, skipped: 0, unparsed: 1 });
  });
});

describe('a CloudTrail object', () => {
  const document = sample('cloudtrail/constructed-elb-events.json').toString();

  test.each([
    ['cut in the middle of a record', document.slice(0, 1_500), 2],
    ['cut between records', `${document.slice(0, document.indexOf('}, {"eventVersion"') + 1)}`, 1],
    ['that is no document', 'not JSON at all', 0],
    ['of a line that is no record', '{"eventName":"DeleteRule"}\n', 0],
  ])('%s leaves an unparsed frame', async (_name, text, parsedAtMost) => {
    const { lines } = await ingestText('cloudtrail', text);
    expect(lines.unparsed).toBe(1);
    expect(lines.parsed).toBeLessThanOrEqual(parsedAtMost);
  });

  test.each(['{"Records":[]}', '', ' \n', JSON.stringify(JSON.parse(document), undefined, 2)])(
    'that is whole leaves none, empty or pretty-printed too',
    async (text) => {
      expect((await ingestText('cloudtrail', text)).lines.unparsed).toBe(0);
    },
  );

  test('counts a repeated eventID once, in one file', async () => {
    const { lines } = await ingestText('cloudtrail', document);
    expect(lines).toEqual({ parsed: 6, skipped: 2, unparsed: 0 });
  });
});
