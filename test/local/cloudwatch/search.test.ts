/**
 * The examples are those of "CloudWatch search expression syntax".
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/search-expression-syntax.html
 */
import { describe, expect, test } from 'vitest';
import { matchesSearch, parseSearch, searchMetrics } from '../../../local/cloudwatch/search.ts';
import { tokensOf } from '../../../local/cloudwatch/search-tokens.ts';
import { createMetricStore, type MetricIdentity } from '../../../local/cloudwatch/store.ts';

const metric = (namespace: string, metricName: string, dimensions: Record<string, string> = {}): MetricIdentity => ({
  namespace,
  metricName,
  dimensions,
});

const finds = (expression: string, one: MetricIdentity) => matchesSearch(parseSearch(expression), one);

describe('tokens', () => {
  test.each([
    ['CustomCount1', ['customcount1', 'custom', 'count', '1']],
    ['SDBFailure', ['sdbfailure', 'sdb', 'failure']],
    ['Project2-trial333', ['project2trial333', 'project', '2', 'trial', '333']],
  ])('of %s are as documented', (text, expected) => {
    expect(tokensOf(text)).toEqual(expected);
  });
});

describe('partial matches of CustomCount1', () => {
  test.each([
    ['count', true],
    ['Count', true],
    ['COUNT', true],
    ['couNT', false],
    ['CustomCount', true],
    ['Count1', true],
    ['customcount', false],
    ['count1', false],
    ['CustomCount1', true],
    ['1', true],
    ['ustom', false],
  ])('%s: %s', (term, expected) => {
    expect(finds(term, metric('N', 'CustomCount1'))).toBe(expected);
  });

  test.each(['network/errors', 'network+errors', 'network-errors', 'Network_Errors'])(
    '%s finds both spellings of network errors',
    (term) => {
      expect(finds(term, metric('N', 'Network-Errors-2'))).toBe(true);
      expect(finds(term, metric('N', 'NetworkErrors2'))).toBe(true);
      expect(finds(term, metric('N', 'ErrorsNetwork'))).toBe(false);
    },
  );
});

describe('exact matches', () => {
  const escaped = metric('N', 'Europe\\France Traffic(Network)');
  const cases: [string, MetricIdentity, boolean][] = [
    ['{MyNamespace}, "CustomCount1"', metric('MyNamespace', 'CustomCount1'), true],
    ['{MyNamespace}, "CustomCount1"', metric('MyNamespace', 'Other', { Kind: 'CustomCount1' }), true],
    ['{MyNamespace}, "customcount1"', metric('MyNamespace', 'CustomCount1'), false],
    ['{MyNamespace}, "Custom"', metric('MyNamespace', 'CustomCount1'), false],
    ['"Network-Errors-2"', metric('N', 'Network-Errors-2'), true],
    ['"Network_Errors_2"', metric('N', 'Network-Errors-2'), false],
    ['"Europe\\\\France Traffic\\(Network\\)"', escaped, true],
    [
      '{"My Namespace", "Dimension@Name"}, "Custom:Name[Special_Characters"',
      metric('My Namespace', 'Custom:Name[Special_Characters', { 'Dimension@Name': 'x' }),
      true,
    ],
  ];
  test.each(cases)('%s in %o: %s', (expression, one, expected) => {
    expect(finds(expression, one)).toBe(expected);
  });
});

describe('schema', () => {
  const cases: [string, Record<string, string>, boolean][] = [
    ['{Ours,LoadBalancer}', { LoadBalancer: 'a' }, true],
    ['{Ours, LoadBalancer, StatusCode}', { StatusCode: '502', LoadBalancer: 'a' }, true],
    ['{Ours,LoadBalancer}', { LoadBalancer: 'a', StatusCode: '502' }, false],
    ['{Ours,LoadBalancer,StatusCode}', { LoadBalancer: 'a' }, false],
    ['{Theirs,LoadBalancer}', { LoadBalancer: 'a' }, false],
    ['{Ours}', { LoadBalancer: 'a' }, true],
  ];
  test.each(cases)('%s with %o: %s', (schema, dimensions, expected) => {
    expect(finds(`${schema} MetricName="Requests"`, metric('Ours', 'Requests', dimensions))).toBe(expected);
  });
});

describe('properties and Boolean operators', () => {
  const micro = metric('AWS/EC2', 'CPUUtilization', { InstanceType: 't2.micro' });
  const reads = metric('AWS/EBS', 'VolumeReadOps', { VolumeId: 'v-1' });
  const invocations = (FunctionName: string) => metric('AWS/Lambda', 'Invocations', { FunctionName });
  const lambda =
    '{AWS/Lambda,FunctionName} MetricName="Errors" OR (MetricName="Invocations" AND (ProjectA OR ProjectB))';
  const cases: [string, MetricIdentity, boolean][] = [
    ['InstanceType=micro', micro, true],
    ['InstanceType="micro"', micro, false],
    ['InstanceType="t2.micro" Namespace="AWS/EC2"', micro, true],
    ['InstanceType="t2.micro" Namespace="AWS/EBS"', micro, false],
    ['MetricName="InstanceType"', micro, false],
    ['InstanceType=("t2.nano" OR "t2.micro")', micro, true],
    ['NOT Namespace=AWS', micro, false],
    ['NOT Namespace=AWS', metric('Ours', 'x'), true],
    ['MetricName="CPUUtilization" NOT "t2.micro"', micro, false],
    ['MetricName="CPUUtilization" NOT "ProjectA" NOT "ProjectB"', micro, true],
    ['(EC2 OR EBS) AND MetricName=ReadOps', reads, true],
    ['(EC2 OR EBS) MetricName=ReadOps', reads, true],
    ['(EC2 OR EBS) MetricName=ReadOps', micro, false],
    [lambda, invocations('ProjectA-x'), true],
    [lambda, invocations('ProjectC-x'), false],
    ['and', micro, false],
  ];
  test.each(cases)('%s in %o: %s', (expression, one, expected) => {
    expect(finds(expression, one)).toBe(expected);
  });
});

describe('a search', () => {
  test('finds only metrics with data in the two weeks before, that had arrived', () => {
    const store = createMetricStore();
    const at = Date.UTC(2026, 0, 20);
    const put = (MetricName: string, daysAgo: number, arrivedAt?: number) =>
      store.put('Ours', [{ MetricName, Value: 1, Timestamp: new Date(at - daysAgo * 86_400_000) }], arrivedAt);
    put('Fresh', 1);
    put('Stale', 15);
    put('Late', 1, at + 1);
    const names = (asOf?: number) =>
      searchMetrics('{Ours}', store, { to: at, asOf }).map(({ metricName }) => metricName);
    expect(names()).toEqual(['Fresh', 'Late']);
    expect(names(at)).toEqual(['Fresh']);
  });

  test.each([
    ['', /needs a \{schema\}, a search term or both/],
    ['{}', /needs a namespace/],
    ['{Ours', /where a name or '}' would be right/],
    ['(a OR b', /where '\)' would be right/],
    ['"open', /quotation mark/],
    ['a OR', /its end where a search term/],
    [':aws.AccountId="1"', /':aws.AccountId' is not modeled/],
    ['x'.repeat(1025), /has 1025 characters: must be at most 1024/],
  ])('fails on %s', (expression, message) => {
    expect(() => parseSearch(expression)).toThrow(message);
  });
});
