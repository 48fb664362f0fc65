/** What took the time of a slow request, where the numbers tell. */
import { expect, test } from 'vitest';
import { type SlowPart, slowPart } from '../../../lambda/diagnosis/slow-part.ts';
import { albEntry, type LineParts } from '../../support/alb-line.ts';

const small = '312 1480';
const large = '5000000 1480';
/** Ten seconds before the time of the line. */
const created = '2026-05-04T09:59:51.250000Z';
const answered = { targetStatus: '200', created };

test.each<[string, LineParts, SlowPart | undefined]>([
  ['a target, with a small body', { ...answered, times: '0.001 9.999 0.000', bytes: small }, 'target'],
  [
    'a target or an upload, with a large body and no WAF',
    { ...answered, times: '0.001 9.999 0.000', bytes: large },
    'uploadOrTarget',
  ],
  [
    'a target, with a large body behind WAF',
    { ...answered, times: '0.001 9.999 0.000', bytes: large, actions: '"waf,forward"' },
    'target',
  ],
  ['a target: no network is that slow', { ...answered, times: '0.001 99.999 0.000', bytes: '70000 1480' }, 'target'],
  [
    'an upload behind WAF',
    { ...answered, times: '9.900 0.100 0.000', bytes: large, actions: '"waf,forward"' },
    'upload',
  ],
  ['an upload to Lambda', { ...answered, target: '-', times: '9.900 0.100 0.000', bytes: large }, 'upload'],
  [
    'before the target, with a small body behind WAF',
    { ...answered, times: '9.900 0.100 0.000', bytes: small, actions: '"waf,forward"' },
    'beforeTarget',
  ],
  ['the response', { ...answered, times: '0.001 0.100 9.000' }, 'response'],
  ['a download', { ...answered, times: '0.001 0.100 0.000' }, 'download'],
  ['nothing that is known: no answer', { times: '0.001 -1 -1', elbStatus: '504', created }, undefined],
  ['nothing that stands out', { ...answered, times: '3.000 4.000 3.000' }, undefined],
])('is %s', (_name, parts, part) => {
  expect(slowPart(albEntry(parts))).toBe(part);
});
