/**
 * Logs of these formats that other projects published, read from the folder that ELB_LOG_SAMPLES names; what is known
 * of them stands here.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { account, named, outcomes } from './entries.ts';

const SAMPLES = process.env.ELB_LOG_SAMPLES;

/** Format, file, its account: parsed, skipped, unparsed. */
const FILES: [format: string, path: string, counts: [number, number, number]][] = [
  ['nlb-access', 'nlb-access/aws-docs-2023.log', [2, 0, 0]],
  ['nlb-access', 'nlb-access/grafana-nlbaccesslog.log.gz', [2, 0, 0]],
  ['clb-access', 'clb-access/aws-docs-2023.log', [4, 0, 0]],
  ['clb-access', 'clb-access/dpetzold-classic_loadbalancer_http_entry.csv', [1, 0, 0]],
  ['clb-access', 'clb-access/logstash-patterns-aws_spec.log', [4, 0, 0]],
  ['clb-access', 'clb-access/shinsaka-in_elb_log.log', [1, 0, 0]],
  ['waf', 'waf/aws-docs-2023-examples.ndjson', [6, 0, 0]],
  ['waf', 'waf/grafana-waflog.log.gz', [1, 0, 0]],
  ['cloudfront', 'cloudfront/coralogix-cloudfront.gz', [4, 2, 0]],
  ['cloudfront', 'cloudfront/crowdsecurity-aws-cloudfront-logs.log', [2, 0, 0]],
  ['cloudfront', 'cloudfront/dpetzold-cloudfront-multiple.log', [6, 2, 0]],
  ['cloudfront', 'cloudfront/dpetzold-cloudfront_entry.csv', [1, 0, 0]],
  ['cloudfront', 'cloudfront/dpetzold-cloudfront_entry2.csv', [1, 0, 0]],
  ['cloudtrail', 'cloudtrail/aws-docs-2023-elb.json', [2, 0, 0]],
  ['cloudtrail', 'cloudtrail/grafana-cloudtrail-log-file.json.gz', [0, 2, 0]],
];
/** One record a line, as collectors write it: not the shape of a CloudTrail file. */
const OTHER_SHAPES = ['cloudtrail/crowdsecurity-aws-cloudtrail.ndjson'];

function bytesOf(path: string): Buffer {
  const bytes = readFileSync(join(SAMPLES ?? '', path));
  return bytes[0] === 0x1f ? gunzipSync(bytes) : bytes;
}

describe.skipIf(SAMPLES === undefined)('published logs', () => {
  test('are all in the table', () => {
    const folders = [...new Set(FILES.map(([, path]) => path.split('/')[0] ?? ''))];
    const found = folders.flatMap((folder) =>
      readdirSync(join(SAMPLES ?? '', folder))
        .filter((file) => !/^(?:constructed-|README)/.test(file))
        .map((file) => `${folder}/${file}`),
    );
    expect(found.sort()).toEqual([...FILES.map(([, path]) => path), ...OTHER_SHAPES].sort());
  });

  test.each(FILES)('%s: %s is accounted for, line by line', (format, path, counts) => {
    expect(account(outcomes(named(format), bytesOf(path)))).toEqual(counts);
  });

  test('statuses of CloudFront add up to what a count of words finds', () => {
    const paths = FILES.filter(([format]) => format === 'cloudfront').map(([, path]) => path);
    const text = paths.map((path) => `${bytesOf(path)}`).join('\n');
    const statuses = paths.flatMap((path) =>
      outcomes(named('cloudfront'), bytesOf(path)).flatMap((one) =>
        typeof one === 'object' && 'elbStatusCode' in one ? [one.elbStatusCode] : [],
      ),
    );
    expect(statuses.filter((status) => status === '502')).toHaveLength(text.match(/\t502\t/g)?.length ?? 0);
    expect(statuses.filter((status) => status === '400')).toHaveLength(text.match(/\t400\t/g)?.length ?? 0);
  });
});
