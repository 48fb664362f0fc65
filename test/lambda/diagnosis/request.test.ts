import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeEscapes, type RequestParts, splitRequest } from '../../../lambda/diagnosis/request.ts';
import { rounds } from '../../support/rounds.ts';

const url = (host: string, rest: Omit<RequestParts, 'host'> = {}): RequestParts => ({
  method: 'GET',
  scheme: 'http',
  host,
  ...rest,
});

/** The forms that load balancers wrote, as in the user guide or in published lines. */
const FIELDS: [string, RequestParts][] = [
  [
    'GET https://shop.example.com:443/items?id=7&x=? HTTP/1.1',
    {
      method: 'GET',
      url: 'https://shop.example.com:443/items?id=7&x=?',
      scheme: 'https',
      host: 'shop.example.com',
      port: '443',
      path: '/items',
      query: 'id=7&x=?',
      version: 'HTTP/1.1',
    },
  ],
  ['- http://h:80- -', { url: 'http://h:80-', scheme: 'http', host: 'h', port: '80' }],
  ['- http://h:80- ', { url: 'http://h:80-', scheme: 'http', host: 'h', port: '80' }],
  ['- - -', {}],
  ['- - - ', {}],
  ['', {}],
  ['-', {}],
  ['GET', { method: 'GET' }],
  ['GET http://h:443/x -', url('h', { url: 'http://h:443/x', port: '443', path: '/x' })],
  ['GET http://h:80/ HTTP/1.0 ', url('h', { url: 'http://h:80/', port: '80', path: '/', version: 'HTTP/1.0' })],
  [
    'GET http://[2001:db8::80]:80/ HTTP/1.1',
    url('[2001:db8::80]', { url: 'http://[2001:db8::80]:80/', port: '80', path: '/', version: 'HTTP/1.1' }),
  ],
  [
    'GET http://[::ffff:a9fe:a9fe]/ HTTP/1.1',
    url('[::ffff:a9fe:a9fe]', { url: 'http://[::ffff:a9fe:a9fe]/', path: '/', version: 'HTTP/1.1' }),
  ],
  [
    'GET http://h:80/red shoes/size 9 HTTP/1.1',
    url('h', { url: 'http://h:80/red shoes/size 9', port: '80', path: '/red shoes/size 9', version: 'HTTP/1.1' }),
  ],
  [
    'GET http://h:80/?q=1 OR 1=1; DROP TABLE users-- HTTP/1.1',
    url('h', {
      url: 'http://h:80/?q=1 OR 1=1; DROP TABLE users--',
      port: '80',
      path: '/',
      query: 'q=1 OR 1=1; DROP TABLE users--',
      version: 'HTTP/1.1',
    }),
  ],
  ['GET http://h/a b', url('h', { url: 'http://h/a b', path: '/a b' })],
  ['GET http://h HTTP/2.0', url('h', { url: 'http://h', version: 'HTTP/2.0' })],
  ['GET http://h?x=1 HTTP/2.0', url('h', { url: 'http://h?x=1', query: 'x=1', version: 'HTTP/2.0' })],
  ['GET http://h/p#f?x HTTP/1.1', url('h', { url: 'http://h/p#f?x', path: '/p', version: 'HTTP/1.1' })],
  [
    'GET /p?u=http://other/ HTTP/1.1',
    { method: 'GET', url: '/p?u=http://other/', path: '/p', query: 'u=http://other/', version: 'HTTP/1.1' },
  ],
  [
    '--location http://h/ HTTP/1.1',
    { ...url('h', { url: 'http://h/', path: '/', version: 'HTTP/1.1' }), method: '--location' },
  ],
  [
    'GET http://user:pw@h:80/ HTTP/1.1',
    url('user:pw@h:80', { url: 'http://user:pw@h:80/', path: '/', version: 'HTTP/1.1' }),
  ],
  [
    'GET http://h:80/caf\\xC3\\xA9?q=\\x22 HTTP/1.1',
    url('h', {
      url: 'http://h:80/caf\\xC3\\xA9?q=\\x22',
      port: '80',
      path: '/caf\\xC3\\xA9',
      query: 'q=\\x22',
      version: 'HTTP/1.1',
    }),
  ],
];

describe('the request field', () => {
  test.each(FIELDS)('%j is split', (field, expected) => {
    expect(splitRequest(field)).toEqual(expected);
  });

  test('never throws, and finds only what is in it', () => {
    const pieces = fc.constantFrom(
      ' ',
      '-',
      'GET',
      'http://',
      'h',
      ':80',
      '/',
      '?',
      '#',
      'HTTP/1.1',
      '[::1]',
      '\\x22',
      '😀',
      '"',
    );
    const anything = fc.oneof(
      fc.string(),
      fc.array(pieces).map((all) => all.join('')),
    );
    fc.assert(
      fc.property(anything, (field) => {
        for (const part of Object.values(splitRequest(field))) expect(field).toContain(part ?? '');
      }),
      { numRuns: rounds(1500, 5000) },
    );
  });

  test('takes time in proportion to its length', () => {
    const long = `GET http://h:80/${' '.repeat(200_000)}x${' '.repeat(200_000)}`;
    const start = performance.now();
    splitRequest(long);
    splitRequest(`GET http://${':'.repeat(200_000)}/`);
    splitRequest(`GET ${'a'.repeat(400_000)}`);
    expect(performance.now() - start).toBeLessThan(200);
  });
});

describe('escapes', () => {
  test.each([
    ['\\x22a\\x22', '"a"'],
    ['\\x5Cx22 \\x5cx', '\\x22 \\x'],
    ['caf\\xC3\\xA9 \\xec\\x97\\x90', 'café 에'],
    ['\\x00000022', '"'],
    ['\\xFF', '�'],
    ['\\xZZ \\x2', '\\xZZ \\x2'],
    ['plain', 'plain'],
  ])('%s means %s', (text, expected) => {
    expect(decodeEscapes(text)).toBe(expected);
  });
});
