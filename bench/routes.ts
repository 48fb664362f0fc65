/**
 * What does a route cost? Compiles 1, 10, 50 and 100 routes and looks up a million requests, by the table and by the
 * obvious way, one regular expression a route. Both have to give the same names before anything is timed.
 */
import { parseArgs } from 'node:util';
import type { RouteDefinition } from '../lambda/config.ts';
import { compileRoutes } from '../lambda/diagnosis/routes.ts';
import { machine } from './machine.ts';
import { formatSpread, markdownTable, spread } from './statistics.ts';

const SIZES = [1, 10, 50, 100];
const ROUNDS = 5;

export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options: { lookups: { type: 'string', default: '1000000' } } });
  const lookups = Number(values.lookups);
  const rows = SIZES.map((count) => measured(count, lookups));
  console.log(`${lookups.toLocaleString('en')} requests, ${ROUNDS} rounds. ${machine()}\n`);
  const head = [
    'routes',
    'table, CPU ns a request',
    'expressions, CPU ns a request',
    'compile, ms',
    'states',
    'table, KB',
  ];
  console.log(markdownTable(head, rows));
}

function measured(count: number, lookups: number): string[] {
  const routes = definitions(count);
  const started = performance.now();
  const compiled = compileRoutes(routes);
  const compileMillis = performance.now() - started;
  const byExpressions = expressions(routes);
  const requests = requestFields(count);
  for (const request of requests) {
    const [table, obvious] = [compiled.match(request), byExpressions(request)];
    if (table !== obvious) throw new Error(`${request} is of ${obvious}, the table says ${table}`);
  }
  return [
    String(count),
    formatSpread(spread(nanoseconds(compiled.match, { requests, lookups })), 0),
    formatSpread(spread(nanoseconds(byExpressions, { requests, lookups })), 0),
    compileMillis.toFixed(1),
    String(compiled.accept.length),
    (compiled.table.byteLength / 1024).toFixed(0),
  ];
}

function definitions(count: number): RouteDefinition[] {
  return Array.from({ length: count }, (_, at) => ({
    name: `r${at}`,
    method: 'GET',
    path: `/v${at % 3}/thing${at}/:id/*`,
  }));
}

function expressions(routes: readonly RouteDefinition[]): (request: string) => string {
  const all = routes.map(({ name, path = '' }) => ({
    name,
    pattern: new RegExp(`^GET https?://[^/?#]*${path.replace(':id', '[^/?#]+').replace('*', '[^?#]*')}(?:[?#].*)? `),
  }));
  return (request) => all.find(({ pattern }) => pattern.test(request))?.name ?? 'Other';
}

/** Every route in turn, and some that match none. */
function requestFields(count: number): string[] {
  return Array.from({ length: 2 * count + 2 }, (_, at) => {
    const thing = at % (count + 1);
    return `GET https://shop.example.com:443/v${thing % 3}/thing${thing}/${1000 + at}/items?page=${at}&size=20 HTTP/1.1`;
  });
}

function nanoseconds(
  match: (request: string) => string,
  { requests, lookups }: { readonly requests: readonly string[]; readonly lookups: number },
): number[] {
  return Array.from({ length: ROUNDS }, () => {
    const started = process.cpuUsage();
    let characters = 0;
    for (let at = 0; at < lookups; at++) characters += match(requests[at % requests.length] ?? '').length;
    if (characters === 0) throw new Error('no request had a route with a name');
    return (process.cpuUsage(started).user * 1e3) / lookups;
  });
}
