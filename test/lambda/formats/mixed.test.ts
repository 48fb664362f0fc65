/** One bucket with the logs of several formats, things that are no logs among them. */
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { CATALOGUE } from '../../../lambda/catalogue/metrics/index.ts';
import { DEFAULT_CONFIG } from '../../../lambda/config.ts';
import { metricData } from '../../../lambda/publish/datum.ts';
import { familyObjects, soundLines } from '../../../local/generate/families.ts';
import { ingestAll } from '../../../local/read/ingest-all.ts';
import type { LogSource } from '../../../local/read/paths.ts';
import { sample } from './entries.ts';

const NOW = new Date('2026-05-04T13:00:00Z');

function source(key: string, text: string | Buffer): LogSource {
  const bytes = Buffer.from(text);
  return {
    key,
    size: bytes.length,
    async *open() {
      yield bytes;
    },
  };
}

const elb = (name: string) => `AWSLogs/123456789012/elasticloadbalancing/us-east-1/2026/05/04/${name}`;
const REQUESTS = [
  source(
    elb(
      '123456789012_elasticloadbalancing_us-east-1_app.edge-alb.50dc6c495c0c9188_20260504T1000Z_203.0.113.80_1a2b3c4d.log.gz',
    ),
    gzipSync(sample('alb-access/constructed-edge-cases.log')),
  ),
  source(
    elb('123456789012_elasticloadbalancing_us-east-1_edge-classic_20260504T1000Z_203.0.113.81_1a2b3c4d.log'),
    soundLines('clb-access', 50, 1).join('\n'),
  ),
  source('cf/EMLARXS9EXAMPLE.2026-05-04-10.0123abcd.gz', gzipSync(soundLines('cloudfront', 50, 1).join('\n'))),
];
/** Fifteen minutes in which targets flap, six objects every five. */
const OTHERS = familyObjects(NOW, ['connections', 'healthChecks', 'firewall', 'apiEvents'])
  .slice(6 * 11, 6 * 14)
  .map(({ key, plain }) => source(key, gzipSync(plain)));
const NO_LOGS = [
  source(
    'AWSLogs/123456789012/ELBAccessLogTestFile',
    'Enable AccessLog for ELB: app/edge-alb/1 at 2026-05-04T10:00:00Z',
  ),
  source('AWSLogs/123456789012/', ''),
  source(
    'AWSLogs/123456789012/CloudTrail-Digest/x/123456789012_CloudTrail-Digest_us-east-1_trail_us-east-1_20260504T100000Z.json.gz',
    '{}',
  ),
  source('tables/part-0.parquet', 'PAR1'),
  source('report.csv', 'a,b\n1,2\n'),
];
/** Nodes that are replaced leave objects of no bytes. */
const EMPTY = source(
  elb(
    'conn_log_123456789012_elasticloadbalancing_us-east-1_app.edge-alb.50dc6c495c0c9188_20260504T1000Z_203.0.113.80_0.log.gz',
  ),
  '',
);

function namesOf(family: keyof typeof CATALOGUE): readonly string[] {
  return Object.keys(CATALOGUE[family].metrics);
}

describe('a bucket with several formats', () => {
  test('is read, every object by its own format, and what is no log is left alone by a reason', async () => {
    const all = await ingestAll([...NO_LOGS, ...OTHERS, EMPTY, ...REQUESTS], { config: DEFAULT_CONFIG });
    expect(all.failed).toEqual([]);
    expect(all.ignored.map(({ reason }) => reason)).toEqual([
      'what AWS writes when logs are switched on, without an entry',
      'a folder',
      'a digest or insights of CloudTrail, without API calls',
      'Parquet, which is not read',
      'no log format we know; --format names one',
    ]);
    expect(all.objects).toHaveLength(OTHERS.length + 1 + REQUESTS.length);
    expect(new Set(all.objects.map(({ format }) => format))).toEqual(
      new Set([
        'alb-access',
        'clb-access',
        'cloudfront',
        'alb-connection',
        'nlb-access',
        'alb-health-check',
        'waf',
        'cloudtrail',
      ]),
    );
    for (const { format, lines } of all.objects) if (format !== 'alb-access') expect(lines.unparsed).toBe(0);
    const published = new Set(metricData(all.aggregates).map(({ MetricName }) => MetricName));
    for (const family of ['connections', 'healthChecks', 'firewall'] as const) {
      expect(namesOf(family).filter((name) => !published.has(name))).toEqual([]);
    }
  });

  test.each(['connections', 'healthChecks', 'firewall', 'apiEvents'] as const)(
    'without a log of %s makes no series of it',
    async (family) => {
      const all = await ingestAll(REQUESTS, { config: DEFAULT_CONFIG });
      const published = metricData(all.aggregates).map(({ MetricName = '' }) => MetricName);
      expect(published.filter((name) => namesOf(family).includes(name))).toEqual([]);
    },
  );
});
