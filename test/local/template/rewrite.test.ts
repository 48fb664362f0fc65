import { describe, expect, test } from 'vitest';
import { type Json, replaceReference, replaceText } from '../../../local/template/rewrite.ts';

const OTHER: Json = { Ref: 'Prefix' };

describe('text that is replaced', () => {
  test.each<[Json, Json]>([
    ['here', OTHER],
    ['a/here/b', { 'Fn::Join': ['', ['a/', OTHER, '/b']] }],
    ['here and here', { 'Fn::Join': ['', [OTHER, ' and ', OTHER]] }],
    ['nothing', 'nothing'],
    [{ 'Fn::Join': ['', ['x', 'here']] }, { 'Fn::Join': ['', ['x', OTHER]] }],
    [{ here: ['here', 1, null, true] }, { here: [OTHER, 1, null, true] }],
  ])('%j becomes %j', (before, after) => expect(replaceText(before, 'here', OTHER)).toEqual(after));
});

test('a reference is replaced where it is one, and nowhere else', () => {
  const value: Json = { A: { Ref: 'Topic' }, B: [{ Ref: 'Topic' }, { Ref: 'Other' }], C: { Ref: 'Topic', more: 1 } };
  expect(replaceReference(value, 'Topic', 'x')).toEqual({
    A: 'x',
    B: ['x', { Ref: 'Other' }],
    C: { Ref: 'Topic', more: 1 },
  });
});
