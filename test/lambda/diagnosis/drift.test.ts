import { describe, expect, test } from 'vitest';
import { type Drift, drift } from '../../../lambda/diagnosis/drift.ts';
import { albEntry, albLine, entryOf, type LineParts } from '../../support/alb-line.ts';

const QUIET: [string, LineParts][] = [
  ['a plain forward', {}],
  ['all actions', { actions: '"waf,waf-failed,authenticate,rewrite,redirect,fixed-response,forward"' }],
  ['a classified request', { classification: '"Acceptable"', classificationReason: '"SpaceInUri"' }],
  ['a reason for Lambda', { reason: '"LambdaThrottling"' }],
  ['both spellings of the signature reason', { reason: '"JWTSignatureValidationFailed"' }],
  ['nonces that are published and not documented', { reason: '"AuthMissingAWSALBAuthNonce"' }],
  ['a rewrite', { actions: '"rewrite,forward"', transform: '"TransformSuccess"' }],
  ['empty actions', { actions: '""' }],
];

const NEW: [string, LineParts, Drift[]][] = [
  ['type', { type: 'h3' }, [{ field: 'type', value: 'h3' }]],
  ['action', { actions: '"waf,jwt-validation,forward"' }, [{ field: 'actions_executed', value: 'jwt-validation' }]],
  ['error reason', { reason: '"LambdaOfTomorrow"' }, [{ field: 'error_reason', value: 'LambdaOfTomorrow' }]],
  ['classification', { classification: '"Odd"' }, [{ field: 'classification', value: 'Odd' }]],
  [
    'classification reason',
    { classification: '"Severe"', classificationReason: '"BadHorse"' },
    [{ field: 'classification_reason', value: 'BadHorse' }],
  ],
  [
    'transform status',
    { transform: '"TransformLater"' },
    [{ field: 'request_transform_status', value: 'TransformLater' }],
  ],
  [
    'two at once',
    { type: 'h3', reason: '"X"' },
    [
      { field: 'type', value: 'h3' },
      { field: 'error_reason', value: 'X' },
    ],
  ],
  ['name of an object member', { reason: '"constructor"' }, [{ field: 'error_reason', value: 'constructor' }]],
  ['value too long for a name', { type: 'x'.repeat(500) }, [{ field: 'type', value: 'not a name' }]],
  [
    'text that is no name, which is not shown',
    { actions: '"GET https://example.com/?token=secret"' },
    [{ field: 'actions_executed', value: 'not a name' }],
  ],
];

describe('what the documentation of today knows', () => {
  test.each(QUIET)('%s is no drift', (_, parts) => {
    expect(drift(albEntry(parts))).toEqual([]);
  });
});

describe('what AWS adds tomorrow', () => {
  test.each(NEW)('a new %s is named', (_, parts, expected) => {
    expect(drift(albEntry(parts))).toEqual(expected);
  });

  test('a new field is named, and the `-` that announces it', () => {
    expect(drift(entryOf(`${albLine()} -`))).toEqual([{ field: 'field 37', value: '37 fields' }]);
    expect(drift(entryOf(`${albLine()} "a b" c`))).toEqual([{ field: 'field 37', value: '38 fields' }]);
  });

  test('an older line with fewer fields is no drift', () => {
    expect(drift(entryOf(albLine().split(' TID_')[0] ?? ''))).toEqual([]);
  });
});
