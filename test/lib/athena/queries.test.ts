import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { LOG_QUERIES, SINCE } from '../../../lib/athena/queries.ts';
import { LOG_TABLES, type LogTable } from '../../../lib/athena/tables.ts';

/**
 * The queries as they are, but for the day, on SQLite with the functions of Trino they use: what is checked is their
 * columns, joins and grouping on real rows, and not Athena itself.
 */
const database = new DatabaseSync(':memory:');
database.function('url_extract_path', (url) =>
  typeof url === 'string' && URL.canParse(url) ? new URL(url).pathname : null,
);
database.function('from_iso8601_timestamp', (time) => (typeof time === 'string' ? Date.parse(time) : null));
database.function('try', (value) => (Number.isNaN(value) ? null : value));
database.function('date_diff', (_unit, from, to) => (from === null || to === null ? null : Number(to) - Number(from)));
database.aggregate('approx_percentile', {
  start: '',
  step: (values: string, value: unknown, _fraction: unknown) => `${values} ${value}`,
  result: (values: string) => {
    const sorted = values
      .trim()
      .split(' ')
      .map(Number)
      .sort((a, b) => a - b);
    return sorted[Math.ceil(0.99 * sorted.length) - 1] ?? null;
  },
});

const access = readFileSync(
  join(import.meta.dirname, '..', '..', 'logs', 'alb-access', 'constructed-edge-cases.log'),
  'utf8',
);
const TID = 'TID_0123456789abcdef0123456789abcdef';
load(LOG_TABLES.requests, access.split('\n'));
load(LOG_TABLES.connections, [
  `2026-05-04T10:00:00.100000Z 198.51.100.23 51234 443 TLSv1.3 TLS_AES_128_GCM_SHA256 0.004 "-" - - Success ${TID}`,
  `2026-05-04T10:00:00.200000Z 198.51.100.24 51235 443 TLSv1.2 - - "CN=shop" NotBefore=2024-01-01T00:00:00Z;NotAfter=2025-01-01T00:00:00Z 01 Failed:ClientCertExpired TID_00000000000000000000000000000000`,
]);
load(LOG_TABLES.healthChecks, [
  'http 2026-05-04T10:00:03.104518Z 1.121980746 10.0.1.15:8080 web-tg FAIL 502 TargetError',
  'http 2026-05-04T10:00:13.104518Z 0.004218310 10.0.1.15:8080 web-tg PASS 200 -',
]);

/** Values Hive cannot read as the type of the column are NULL. */
function load({ name, regex, columns }: LogTable, lines: readonly string[]): void {
  const kinds = { string: 'TEXT', int: 'INTEGER', bigint: 'INTEGER', double: 'REAL' };
  database.exec(
    `CREATE TABLE ${name} (${columns.map(([column, type]) => `${column} ${kinds[type]}`).join()}, day TEXT)`,
  );
  const insert = database.prepare(`INSERT INTO ${name} VALUES (${[...columns, 'day'].map(() => '?').join()})`);
  for (const line of lines) {
    const groups = new RegExp(`^(?:${regex})$`).exec(line.trimEnd());
    if (groups === null) continue;
    const values = columns.map(([, type], index) => {
      const value = groups[index + 1] ?? null;
      return type === 'string' || (value !== null && value !== '' && !Number.isNaN(Number(value))) ? value : null;
    });
    insert.run(...values, '2026/05/04');
  }
}

function ask(name: string): Record<string, unknown>[] {
  const sql = LOG_QUERIES.find((query) => query.name === name)?.sql ?? '';
  expect(sql).toContain(SINCE);
  return database
    .prepare(
      sql.replaceAll(SINCE, "'2026/05/01'").replace('Root=1-00000000-000000000000000000000000', 'Root=1-6636a001'),
    )
    .all();
}

test('errors are counted by path and code, the most first', () => {
  const rows = ask('Errors by path');
  expect(rows[0]).toMatchObject({ request_verb: 'GET', path: '/items' });
  const errors = access.split('\n').filter((line) => /^\w+ \S+ \S+ \S+ \S+ \S+ \S+ \S+ 5\d\d /.test(line));
  expect(rows.map(({ requests }) => Number(requests)).reduce((sum, count) => sum + count, 0)).toBe(errors.length);
});

test('the slowest paths leave out requests that never reached a target', () => {
  const rows = ask('Slowest paths');
  expect(rows.length).toBeGreaterThan(2);
  for (const { p99 } of rows) expect(Number(p99)).toBeGreaterThanOrEqual(0);
  expect(rows.map(({ p99 }) => p99)).toEqual(rows.map(({ p99 }) => p99).sort((a, b) => Number(b) - Number(a)));
});

test('a trace id finds its requests', () => {
  expect(ask('One trace id').length).toBeGreaterThan(50);
});

test('timeouts come with their three times', () => {
  expect(ask('Timeouts with their times')[0]).toMatchObject({
    request_processing_time: 0.002,
    target_processing_time: -1,
    elapsed: 0.046,
  });
});

test('failed requests are counted by the time they took', () => {
  const rows = ask('How long failed requests took');
  expect(rows[0]).toMatchObject({ elapsed: 0 });
  const counted = rows.reduce((sum, { requests }) => sum + Number(requests), 0);
  const failed = access
    .split('\n')
    .filter((line) => /^(?!ws)\w+ \S+ \S+ \S+ \S+ \S+ \S+ \S+ (?:5\d\d|000|408|460) /.test(line));
  expect(counted).toBe(failed.length);
});

test('slow requests are counted by size', () => {
  const rows = ask('Slow uploads or slow targets');
  expect(new Set(rows.map(({ is_large }) => is_large))).toEqual(new Set([0, 1]));
  expect(rows.every(({ slow }) => slow === 0)).toBe(true);
});

test('failed requests are next to their connection', () => {
  const rows = ask('Requests with their connection');
  expect(rows.length).toBeGreaterThan(5);
  for (const row of rows) expect(row).toMatchObject({ tls_protocol: 'TLSv1.3', tls_verify_status: 'Success' });
});

test('refused connections are counted by reason', () => {
  expect(ask('Connections refused')).toEqual([
    expect.objectContaining({
      tls_verify_status: 'Failed:ClientCertExpired',
      client_ip: '198.51.100.24',
      connections: 1,
    }),
  ]);
});

test('failed health checks are counted by target', () => {
  expect(ask('Failed health checks')).toEqual([
    expect.objectContaining({ target_group_id: 'web-tg', reason_code: 'TargetError', checks: 1 }),
  ]);
});

test('every query is asked here', () => {
  expect(LOG_QUERIES).toHaveLength(9);
});
