// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation's own syntax
import { describe, expect, test } from 'vitest';
import { evaluated, type IfValues } from '../../../lib/bucket/intrinsics.ts';

describe('intrinsic functions', () => {
  const known = new Map(
    Object.entries({ 'AWS::Region': 'eu-central-1', Bucket: 'logs', 'Bucket.Arn': 'arn:aws:s3:::logs' }),
  );
  const standsFor = (reference: string) => known.get(reference) ?? reference;
  const cases: [unknown, unknown][] = [
    [{ Ref: 'Bucket' }, 'logs'],
    [{ Ref: 'Unknown' }, 'Unknown'],
    [{ 'Fn::GetAtt': ['Bucket', 'Arn'] }, 'arn:aws:s3:::logs'],
    [{ 'Fn::GetAtt': ['Unknown', 'Arn'] }, 'Unknown.Arn'],
    [{ 'Fn::Join': ['-', ['a', { Ref: 'Bucket' }, { Ref: 'AWS::Region' }]] }, 'a-logs-eu-central-1'],
    [{ 'Fn::Select': [1, { 'Fn::Split': ['/', 'a/b/c'] }] }, 'b'],
    [{ 'Fn::Sub': '${Bucket} in ${AWS::Region}, ${!literal}' }, 'logs in eu-central-1, ${literal}'],
    [{ 'Fn::Sub': ['${own}/${Bucket}', { own: { Ref: 'AWS::Region' } }] }, 'eu-central-1/logs'],
    [[{ Ref: 'AWS::NoValue' }, 1], [1]],
    [
      { a: { Ref: 'Bucket' }, b: [true, null] },
      { a: 'logs', b: [true, null] },
    ],
  ];
  test.each(cases)('%j is %j', (value, expected) => {
    expect(evaluated(value, { standsFor })).toEqual(expected);
  });

  test('that are not modeled fail by name', () => {
    expect(() => evaluated({ 'Fn::ImportValue': 'x' }, { standsFor })).toThrow(
      /'Fn::ImportValue' of .* is not modeled/,
    );
  });

  test('of a choice only those who choose have a value, also where a branch is no value', () => {
    const value = { a: { 'Fn::If': ['Condition', { Ref: 'AWS::NoValue' }, { Ref: 'Bucket' }] } };
    const choose = ({ whenFalse }: IfValues) => whenFalse;
    expect(evaluated(value, { standsFor, choose })).toEqual({ a: 'logs' });
    expect(() => evaluated(value, { standsFor })).toThrow("the function 'Fn::If'");
  });

  test('whose arguments are wrong say what would be right', () => {
    expect(() => evaluated({ 'Fn::Join': 'x' }, { standsFor })).toThrow('must be a separator and a list');
    expect(() => evaluated({ Ref: 1 }, { standsFor })).toThrow('the argument of Ref is 1: must be a logical id');
  });
});
