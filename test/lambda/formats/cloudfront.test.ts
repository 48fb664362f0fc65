/** CloudFront says nothing of targets: what it logs must not look as if targets had answered well. */
import { describe, expect, test } from 'vitest';
import { shareAt } from '../../../lambda/measure/cell.ts';
import { mergeAggregates } from '../../../lambda/measure/merge.ts';
import { soundLines } from '../../../local/generate/families.ts';
import { albLine } from '../../support/alb-line.ts';
import { cellsOf } from '../../support/cells.ts';
import { ingestText, sums } from './ingested.ts';

const namesOf = (found: ReadonlyMap<string, number>) => new Set([...found.keys()].map((name) => name.split('{')[0]));

describe('a CloudFront log', () => {
  test.each(['cloudfront', 'cloudfront-json'])('makes no series of targets: %s', async (lines) => {
    const names = namesOf(sums(await ingestText('cloudfront', soundLines(lines, 200, 3).join('\n'))));
    expect(names).toContain('Elb5xx');
    expect([...names].filter((name) => name?.startsWith('Target') && name !== 'TargetProcessingTime')).toEqual([]);
  });

  test('does not dilute the share of requests that targets failed', async () => {
    const alb = await ingestText('alb-access', `${albLine({ elbStatus: '500', targetStatus: '500' })}\n`);
    const cloudfront = await ingestText('cloudfront', soundLines('cloudfront', 200, 3).join('\n'));
    mergeAggregates(alb.aggregates, cloudfront.aggregates);
    const all = cellsOf(alb.aggregates, 'All');
    const [seen, made] = [0, 2].map((rate) => all.reduce((sum, cell) => sum + shareAt(cell, rate).count, 0));
    expect([seen, made]).toEqual([201, 1]);
  });
});
