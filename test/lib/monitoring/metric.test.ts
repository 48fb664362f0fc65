import { describe, expect, test } from 'vitest';
import { dimensionSets, familyMetric, pipelineMetric, requestMetric } from '../../../lib/monitoring/metric.ts';

const SCOPE = { namespace: 'LoadBalancerLogs', extra: {}, profile: 'full' } as const;

describe('a metric of the catalogue', () => {
  test('takes name, unit of time and statistic from there', () => {
    const metric = requestMetric(SCOPE, 'TargetProcessingTime', { dimensions: { LoadBalancer: 'app/a/1' } });
    expect([metric.metricName, metric.statistic, metric.period.toSeconds(), metric.dimensions]).toEqual([
      'TargetProcessingTime',
      'p99',
      60,
      { LoadBalancer: 'app/a/1' },
    ]);
  });

  test.each([
    [{ TargetGroup: 'targetgroup/a/1' }, 'none, LoadBalancer, LoadBalancer+TargetGroup, LoadBalancer+Route'],
    [{ LoadBalancer: 'a', StatusCode: '500' }, 'are LoadBalancer,StatusCode: must be'],
  ])('fails on dimensions that nobody publishes: %o', (dimensions, message) => {
    expect(() => requestMetric(SCOPE, 'Elb5xx', { dimensions })).toThrow(message);
  });

  test('fails on a tally without its label', () => {
    expect(() => requestMetric(SCOPE, 'ErrorCause')).toThrow(
      'the dimensions of ErrorCause are none: must be Cause, LoadBalancer+Cause',
    );
  });

  test('has the dimensions from the key next to its own, the pipeline’s do not', () => {
    const scope = { ...SCOPE, extra: { Region: 'eu-central-1' } };
    expect(familyMetric(scope, ['firewall', 'WafBlocked'], { dimensions: { WebACL: 'x' } }).dimensions).toEqual({
      Region: 'eu-central-1',
      WebACL: 'x',
    });
    expect(pipelineMetric(scope, 'LogObjects').dimensions).toBeUndefined();
  });

  test('knows its dimension sets, labels included', () => {
    expect(dimensionSets('requests', 'ErrorCause', 'full')).toEqual([['Cause'], ['LoadBalancer', 'Cause']]);
  });
});
