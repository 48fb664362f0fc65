import { describe, expect, test } from 'vitest';
import { account, named, outcomes, printed, sample } from './entries.ts';

/** Format, sample, its account (parsed, skipped, unparsed). */
const SAMPLES: [format: string, path: string, counts: [number, number, number]][] = [
  ['alb-connection', 'alb-connection/constructed-connection.log', [21, 0, 1]],
  ['alb-health-check', 'alb-health-check/constructed-health-check.log', [18, 0, 1]],
  ['nlb-access', 'nlb-access/constructed-nlb.log', [4, 0, 0]],
  ['clb-access', 'clb-access/constructed-clb.log', [7, 0, 0]],
  ['clb-access', 'clb-access/constructed-years.log', [5, 0, 0]],
  ['alb-access', 'alb-access/constructed-years.log', [26, 0, 0]],
  ['cloudfront', 'cloudfront/constructed-v1.log', [9, 2, 0]],
  ['cloudfront', 'cloudfront/constructed-v2.ndjson', [2, 0, 0]],
  ['cloudfront', 'cloudfront/constructed-v2-w3c.log', [2, 1, 0]],
  ['baidu-blb', 'baidu-blb/constructed-blb-l7.ndjson', [5, 0, 0]],
  ['jdcloud-alb', 'jdcloud-alb/constructed-alb-access.ndjson', [4, 0, 0]],
  ['jdcloud-health-check', 'jdcloud-alb/constructed-alb-health-check.ndjson', [10, 0, 0]],
  ['waf', 'waf/constructed-waf.ndjson', [9, 0, 1]],
  ['cloudtrail', 'cloudtrail/constructed-elb-events.json', [6, 2, 0]],
];

describe('a constructed sample', () => {
  test.each(SAMPLES)('%s: %s is accounted for, line by line', (format, path, counts) => {
    expect(account(outcomes(named(format), sample(path)))).toEqual(counts);
  });

  test.each(SAMPLES)('%s: %s gives the entries of its golden file', async (format, path) => {
    const golden = path.replace(/(?:\.log|\.ndjson|\.json)$/, '.entries.ndjson');
    await expect(printed(outcomes(named(format), sample(path)))).toMatchFileSnapshot(`../../logs/${golden}`);
  });
});
