/** The trace id of the log, as OpenTelemetry and the console know it. */
import { describe, expect, test } from 'vitest';
import { traceAddress, traceOf } from '../../../lambda/diagnosis/trace.ts';

const TRACE = { xray: '1-67891233-abcdef012345678912345678', openTelemetry: '67891233abcdef012345678912345678' };

describe('a trace id', () => {
  test.each([
    ['alone', 'Root=1-67891233-abcdef012345678912345678'],
    [
      'behind Self, which is the pass and not the trace',
      'Self=1-67891234-12456789abcdef0123456781;Root=1-67891233-abcdef012345678912345678',
    ],
    [
      'before other fields',
      'Root=1-67891233-abcdef012345678912345678;CalledFrom=app;Parent=53995c3f42cd8ad8;Sampled=1',
    ],
    ['in capitals', 'Root=1-67891233-ABCDEF012345678912345678'],
    ['with a space behind the semicolon', 'Sampled=1; Root=1-67891233-abcdef012345678912345678'],
  ])('has the form of OpenTelemetry: %s', (_name, traceId) => {
    expect(traceOf(traceId)).toEqual(TRACE);
  });

  test('is Self where there is no Root', () => {
    expect(traceOf('Self=1-67891233-abcdef012345678912345678')).toEqual(TRACE);
  });

  test.each([
    ['absent', undefined],
    ['a dash', '-'],
    ['what a client made up', 'Root=my-own-id'],
    ['too short', 'Root=1-67891233-abcdef01234567891234567'],
    ['too long', 'Root=1-67891233-abcdef0123456789123456789'],
    ['of another version', 'Root=2-67891233-abcdef012345678912345678'],
    ['the name of another field', 'NotRoot=1-67891233-abcdef012345678912345678'],
  ])('has none that is %s', (_name, traceId) => {
    expect(traceOf(traceId)).toBeUndefined();
  });

  test.each([
    ['eu-central-1', 'eu-central-1.console.aws.amazon.com'],
    ['eusc-de-east-1', 'eusc-de-east-1.console.amazonaws-eusc.eu'],
    ['cn-north-1', 'cn-north-1.console.amazonaws.cn'],
    ['us-gov-west-1', 'us-gov-west-1.console.amazonaws-us-gov.com'],
  ])('has an address in the console of %s', (region, host) => {
    expect(traceAddress(TRACE, region)).toBe(
      `https://${host}/cloudwatch/home?region=${region}#xray:traces/1-67891233-abcdef012345678912345678`,
    );
  });
});
