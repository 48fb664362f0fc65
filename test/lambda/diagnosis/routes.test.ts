import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RouteDefinition } from '../../../lambda/config.ts';
import { type RequestParts, splitRequest } from '../../../lambda/diagnosis/request.ts';
import { compileRoutes, routeProblems } from '../../../lambda/diagnosis/routes.ts';
import { rounds } from '../../support/rounds.ts';
import { expectSame } from '../../support/same.ts';

const ROUTES: readonly RouteDefinition[] = [
  { name: 'me', path: '/users/me' },
  { name: 'user', path: '/users/:id' },
  { name: 'upload', method: 'POST', path: '/files/*' },
  { name: 'file', path: '/files/:folder/*.jpg' },
  { name: 'admin', host: 'admin.example.com' },
  { name: 'tenant', host: '*.tenants.example.com', path: '/api/*' },
  { name: 'local', host: '[::1]', path: '/' },
  { name: 'removal', method: 'DELETE' },
];

const MATCHES: [string, string][] = [
  ['GET https://h:443/users/me HTTP/1.1', 'me'],
  ['GET https://h:443/users/7 HTTP/1.1', 'user'],
  ['GET https://h:443/users/7?me=/users/me HTTP/2.0', 'user'],
  ['GET https://h:443/users/7#x HTTP/2.0', 'user'],
  ['GET https://h/users/7 -', 'user'],
  ['GET https://h:443/users/red shoes HTTP/1.1', 'user'],
  ['GET https://h:443/users/7 HTTP/1.0 ', 'user'],
  ['GET https://h/users/7 HTTP/x/y HTTP/1.1', 'Other'],
  ['GET odd scheme://h/users/7 HTTP/1.1', 'Other'],
  ['GET /users/7 HTTP/1.1', 'user'],
  ['GET https://h:443/users/ HTTP/1.1', 'Other'],
  ['GET https://h:443/users/7/ HTTP/1.1', 'Other'],
  ['GET https://h:443/USERS/7 HTTP/1.1', 'Other'],
  ['POST https://h:443/files/ HTTP/1.1', 'upload'],
  ['POST https://h:443/files/a/b.jpg HTTP/1.1', 'upload'],
  ['post https://h:443/files/a HTTP/1.1', 'Other'],
  ['GET https://h:443/files/a/b/c.jpg HTTP/1.1', 'file'],
  ['GET https://h:443/files/a/.jpg HTTP/1.1', 'file'],
  ['GET https://h:443/files/a/b.jpg.png HTTP/1.1', 'Other'],
  ['GET https://h:443/files/b.jpg HTTP/1.1', 'Other'],
  ['GET https://Admin.EXAMPLE.com:443/ HTTP/1.1', 'admin'],
  ['GET https://admin.example.com HTTP/1.1', 'admin'],
  ['- http://admin.example.com:80- -', 'admin'],
  ['GET https://admin.example.com.evil.org/ HTTP/1.1', 'Other'],
  ['GET https://h/?https://admin.example.com/ HTTP/1.1', 'Other'],
  ['GET https://a.tenants.example.com:443/api/ HTTP/1.1', 'tenant'],
  ['GET https://a.b.tenants.example.com/api/x/y HTTP/1.1', 'tenant'],
  ['GET https://tenants.example.com/api/x HTTP/1.1', 'Other'],
  ['GET http://[::1]:80/ HTTP/1.1', 'local'],
  ['DELETE https://h/anything HTTP/1.1', 'removal'],
  ['DELETE - -', 'removal'],
  ['- - -', 'Other'],
  ['- - - ', 'Other'],
  ['', 'Other'],
  [' ', 'Other'],
  ['GET', 'Other'],
  ['GET https://h/users/ü😀 HTTP/1.1', 'user'],
];

describe('a request', () => {
  const { match } = compileRoutes(ROUTES);

  test.each(MATCHES)('%j is of route %s', (request, name) => {
    expect(match(request)).toBe(name);
  });

  test('belongs to the first route that matches', () => {
    const swapped = compileRoutes([
      { name: 'user', path: '/users/*' },
      { name: 'me', path: '/*' },
    ]);
    expect(swapped.match('GET http://h/users/me HTTP/1.1')).toBe('user');
    expect(swapped.match('GET http://h/me HTTP/1.1')).toBe('me');
  });
});

/** The obvious matcher: splits the field and tries one regular expression a part, route by route. */
function obvious(routes: readonly RouteDefinition[], field: string): string {
  const request: RequestParts = splitRequest(field);
  const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const fits = (pattern: string | undefined, part: string | undefined, source: (pattern: string) => RegExp): boolean =>
    pattern === undefined || (part !== undefined && source(pattern).test(part));
  const host = (pattern: string): RegExp => new RegExp(`^${pattern.split('*').map(escaped).join('[^:]*')}$`, 'i');
  const path = (pattern: string): RegExp =>
    new RegExp(
      `^${pattern
        .split(/(\*|\/:\w+(?=\/|$))/)
        .map((part) => (part === '*' ? '[^]*' : part.startsWith('/:') ? '/[^/]+' : escaped(part)))
        .join('')}$`,
    );
  const found = routes.find(
    (route) =>
      fits(route.method, request.method, (method) => new RegExp(`^${method}$`)) &&
      fits(route.host, request.host, host) &&
      fits(route.path, request.path, path),
  );
  return found?.name ?? 'Other';
}

const METHODS = ['GET', 'POST', 'PO'];
const HOSTS = ['h', '*.h', 'h*', 'a.h', 'H.a', '*a*', '[::1]', 'a-'];
const PATHS = [
  '/',
  '/*',
  '/a',
  '/:x',
  '/a/:x',
  '/:x/a',
  '/a*',
  '/*a',
  '/a/*/b',
  '/:x/:y',
  '/a/*a*',
  '/%20',
  '/-',
  '/a:x',
];
const anyRoutes = fc
  .uniqueArray(
    fc
      .record(
        { method: fc.constantFrom(...METHODS), host: fc.constantFrom(...HOSTS), path: fc.constantFrom(...PATHS) },
        { requiredKeys: [] },
      )
      .filter((route) => Object.keys(route).length > 0),
    { minLength: 1, maxLength: 6, selector: (route) => JSON.stringify(route) },
  )
  .map((routes) => routes.map((route, index) => ({ name: `r${index}`, ...route })));
const PIECES = [
  ' ',
  ' ',
  '-',
  '/',
  '/',
  'a',
  'b',
  'h',
  '.',
  ':',
  ':80',
  '?',
  '#',
  '://',
  'http://',
  '*',
  '[::1]',
  '%20',
  'é',
  '😀',
];
const anyUrl = fc.array(fc.constantFrom(...PIECES), { maxLength: 10 }).map((pieces) => pieces.join(''));
const anyRequest = fc.oneof(
  fc
    .tuple(
      fc.constantFrom(...METHODS, '-'),
      fc.constantFrom('h', 'a.h', 'h.a', 'x.a.H', '[::1]', 'a-', 'h:80'),
      fc.constantFrom('', ':80', ':80-', ':x', ':123456'),
      anyUrl,
      fc.constantFrom('HTTP/1.1', '-', '', 'x'),
    )
    .map(([method, host, port, path, version]) => `${method} http://${host}${port}${path} ${version}`),
  fc.tuple(fc.constantFrom(...METHODS), anyUrl).map(([method, url]) => `${method} ${url} HTTP/1.1`),
  anyUrl,
);

describe('the table and an obvious matcher', () => {
  test('agree on any routes and any requests', () => {
    fc.assert(
      fc.property(anyRoutes, fc.array(anyRequest, { minLength: 20, maxLength: 20 }), (routes, requests) => {
        const { match } = compileRoutes(routes);
        const answers = (ask: (request: string) => string) => requests.map((request) => [request, ask(request)]);
        expectSame(
          answers(match),
          answers((request) => obvious(routes, request)),
        );
      }),
      { numRuns: rounds(100, 2_000) },
    );
  });

  test('agree on every published form', () => {
    const { match } = compileRoutes(ROUTES);
    for (const [request] of MATCHES) expect(match(request)).toBe(obvious(ROUTES, request));
  });
});

describe('the table', () => {
  const routes = compileRoutes(ROUTES);

  test('is complete: every state and class leads to a state, every state to a name', () => {
    const states = routes.accept.length;
    expect(routes.table).toHaveLength(states * routes.classCount);
    expect(routes.classes).toHaveLength(256);
    expect(Math.max(...routes.table)).toBeLessThan(states);
    expect(Math.max(...routes.classes)).toBe(routes.classCount - 1);
    expect(Math.max(...routes.accept)).toBe(routes.names.indexOf('Other'));
  });

  test('never leaves the states below `absorbing`', () => {
    for (let state = 0; state < routes.absorbing; state++) {
      for (let one = 0; one < routes.classCount; one++)
        expect(routes.table[state * routes.classCount + one]).toBe(state);
    }
  });
});

const route = (definition: object): object[] => [{ name: 'a', path: '/a', ...definition }];

describe('a wrong setting is named with its value and what would be right', () => {
  test.each<[string, unknown, RegExp[]]>([
    ['no list', { name: 'a' }, [/^`routes` is \{"name":"a"\}: must be a list$/]],
    ['no object', ['/a'], [/^`routes\[0\]` is "\/a": must be an object such as .*$/]],
    [
      'unknown key',
      route({ pth: '/x' }),
      [/^`routes\[0\]\.pth` is not a part of a route: must be name, method, host or path$/],
    ],
    ['no name', [{ path: '/a' }], [/^`routes\[0\]\.name` is not set: must be the name of the route$/]],
    ['empty name', route({ name: '' }), [/^`routes\[0\]\.name` is "": must be printable ASCII.*$/]],
    ['name beyond ASCII', route({ name: 'Prüfung' }), [/^`routes\[0\]\.name` is .*: must be printable ASCII/]],
    ['name with a colon first', route({ name: ':id' }), [/^`routes\[0\]\.name` is .*: must be/]],
    [
      'reserved name',
      route({ name: 'Other' }),
      [/^`routes\[0\]\.name` is "Other": must not be the name of another route$/],
    ],
    [
      'name twice',
      [...route({}), ...route({ path: '/b' })],
      [/^`routes\[1\]\.name` is "a": must not be the name of another route$/],
    ],
    ['nothing to match', [{ name: 'a' }], [/^`routes\[0\]` matches everything: must have a method, a host or a path$/]],
    [
      'path without slash',
      route({ path: 'a' }),
      [/^`routes\[0\]\.path` is "a": must be ASCII that starts with '\/', .*$/],
    ],
    ['path with a query', route({ path: '/a?b=1' }), [/^`routes\[0\]\.path` is .*: must be/]],
    [
      'name of a segment that is not whole',
      route({ path: '/a/:id.json' }),
      [/^`routes\[0\]\.path` is .*: must be.*':name' only as a whole segment/],
    ],
    ['path of the wrong type', route({ path: 7 }), [/^`routes\[0\]\.path` is 7: must be .*$/]],
    [
      'method in small letters',
      route({ method: 'get' }),
      [/^`routes\[0\]\.method` is "get": must be a method in capitals such as 'GET'$/],
    ],
    ['host for any', route({ host: '*' }), [/^`routes\[0\]\.host` is "\*": must be .* or left out for any host$/]],
    [
      'host with a port',
      route({ host: 'h:80' }),
      [/^`routes\[0\]\.host` is .*: must be a host without scheme and port/],
    ],
    [
      'never reached',
      [{ name: 'all', path: '/*' }, ...route({})],
      [/^routes\[1\] 'a' is never reached: 'all' before it matches all of it$/],
    ],
    [
      'never reached because of two',
      [
        { name: 'one', path: '/:x' },
        { name: 'more', path: '/:x/*' },
        { name: 'none', path: '/a*' },
      ],
      [/^routes\[2\] 'none' is never reached: the routes before it together match all of it$/],
    ],
    [
      'too many',
      Array.from({ length: 101 }, (_, i) => ({ name: `r${i}`, path: `/${i}` })),
      [/^`routes` has 101 routes: must be at most 100/],
    ],
    [
      'too many states',
      Array.from({ length: 12 }, (_, i) => ({ name: `r${i}`, path: `/*${String.fromCharCode(97 + i)}*${i}*z/${i}` })),
      [/^routes need more than 4096 states together: use fewer routes or fewer '\*' before other text$/],
    ],
    ['nothing wrong', ROUTES, []],
    ['no routes', [], []],
  ])('%s', (_, definitions, expected) => {
    const problems = routeProblems(definitions);
    expect(problems).toHaveLength(expected.length);
    problems.forEach((problem, index) => {
      expect(problem).toMatch(expected[index] ?? /never/);
    });
  });

  test('and does not compile', () => {
    expect(() => compileRoutes([{ name: 'a', path: 'a' }])).toThrow(/routes\[0\]\.path/);
  });
});
