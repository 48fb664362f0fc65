import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { LOG_TABLES } from '../../../lib/athena/tables.ts';
import { resource, resources, synthesized, text } from '../../support/synthesized.ts';
import { linesOf, rowOf } from './hive-rows.ts';

const SAMPLES = process.env.ELB_LOG_SAMPLES ?? '';

interface Expected {
  readonly line: number;
  readonly case: string;
  readonly valid: boolean;
  readonly raw_fields: Record<string, string> | null;
}

const expectedOf = (file: string): Expected[] => linesOf(file).map((line): Expected => JSON.parse(line));

/** AWS's own expression of 2025 for 29 fields and more (Athena user guide, "Create the table for ALB access logs"). */
const AWS_ACCESS =
  /^([^ ]*) ([^ ]*) ([^ ]*) ([^ ]*):([0-9]*) ([^ ]*)[:-]([0-9]*) ([-.0-9]*) ([-.0-9]*) ([-.0-9]*) (|[-0-9]*) (-|[-0-9]*) ([-0-9]*) ([-0-9]*) "([^ ]*) (.*) (- |[^ ]*)" "([^"]*)" ([A-Z0-9-_]+) ([A-Za-z0-9.-]*) ([^ ]*) "([^"]*)" "([^"]*)" "([^"]*)" ([-.0-9]*) ([^ ]*) "([^"]*)" "([^"]*)" "([^ ]*)" "([^\s]+?)" "([^\s]+)" "([^ ]*)" "([^ ]*)" ?([^ ]*)? ?( .*)?$/;

const edge = join(import.meta.dirname, '..', '..', 'logs', 'alb-access');

describe('the table of access logs', () => {
  const cases = expectedOf(join(edge, 'constructed-edge-cases.expected.ndjson'));
  const lines = readFileSync(join(edge, 'constructed-edge-cases.log'), 'utf8').split('\n');
  const named: Record<string, string> = { target_port_list: 'target_port_list', error_reason: 'lambda_error_reason' };
  const apart = new Set(['client_port', 'target_port', 'request']);

  /** No load balancer writes a quote so; better no row than a wrong one. */
  const isForeign = (one: Expected): boolean => one.case.includes('backslash-quote');

  test.each(cases.filter((one) => one.valid && !isForeign(one)))('reads $case', ({ line, raw_fields }) => {
    const row = rowOf(LOG_TABLES.requests, (lines[line - 1] ?? '').replace(/\r$/, '').trimEnd());
    for (const [field, value] of Object.entries(raw_fields ?? {})) {
      if (!apart.has(field)) expect([field, row?.[named[field] ?? field]]).toEqual([field, value]);
    }
    expect(`${row?.client_ip}${row?.client_port === undefined ? '' : `:${row.client_port}`}`).toBe(
      raw_fields?.client_port,
    );
    expect(`${row?.target_ip}${row?.target_port === undefined ? '' : `:${row.target_port}`}`).toBe(
      raw_fields?.target_port,
    );
  });

  test('says nothing about lines that are no entry', () => {
    for (const { line } of cases.filter((one) => !one.valid || isForeign(one))) {
      expect(rowOf(LOG_TABLES.requests, lines[line - 1] ?? '')).toBeUndefined();
    }
  });

  test('reads a request as its method, URL and version, no matter what is missing of it', () => {
    const request = (text: string): unknown[] => {
      const row = rowOf(LOG_TABLES.requests, `http t e 192.0.2.1:5 - -1 -1 -1 400 - 0 0 "${text}" "-" - - -`);
      return [row?.request_verb, row?.request_url, row?.request_proto];
    };
    expect(request('GET http://h:80/a HTTP/1.1')).toEqual(['GET', 'http://h:80/a', 'HTTP/1.1']);
    expect(request('GET http://h:80/red shoes/9 HTTP/1.1')).toEqual(['GET', 'http://h:80/red shoes/9', 'HTTP/1.1']);
    expect(request('- - - ')).toEqual(['-', '- -', '']);
    expect(request('- http://h:80- ')).toEqual(['-', 'http://h:80-', '']);
    expect(request('GET http://h:80/a')).toEqual(['GET', undefined, undefined]);
    expect(request('')).toEqual(['', undefined, undefined]);
  });

  test('agrees with the expression of AWS wherever that one reads a line', () => {
    // Theirs takes seconds for one long line.
    const short = lines.filter(({ length }) => length < 2000);
    const common = short.flatMap((line) => {
      const theirs = AWS_ACCESS.exec(line);
      const ours = rowOf(LOG_TABLES.requests, line);
      return theirs === null || ours === undefined
        ? []
        : [{ theirs: theirs.slice(1, 34), ours: Object.values(ours).slice(0, 33) }];
    });
    expect(common.length).toBeGreaterThan(40);
    // A target that is none is '' and '' to AWS, '-' and NULL to us.
    for (const { theirs, ours } of common) expect(ours.with(5, theirs[5]).with(6, theirs[6])).toEqual(theirs);
  });

  test.skipIf(SAMPLES === '').each([
    ['aws-docs-2018-02-03-20fields.log', 5],
    ['aws-docs-2018-11-29-25fields.log', 7],
    ['aws-docs-2023-06-15-29fields.log', 7],
    ['crowdsecurity-aws-alb-logs.log', 14],
    ['coralogix-grpcs.log.gz', 576],
    ['otel-alb_al_valid_logs.log', 2],
    ['shinsaka-in_elb_log.log', 3],
  ])('reads every line of published logs: %s', (file, count) => {
    const rows = linesOf(SAMPLES, 'alb-access', file).map((line) => rowOf(LOG_TABLES.requests, line));
    expect(rows.filter((row) => row?.elb_status_code?.match(/^(\d{3}|-)$/))).toHaveLength(count);
  });

  test('takes a line of a megabyte without giving up', () => {
    for (const path of ['a '.repeat(500_000), 'a'.repeat(1_000_000)]) {
      const line = `http t e 192.0.2.1:5 - -1 -1 -1 400 - 0 0 "GET http://h:80/${path} HTTP/1.1" "-" - - -`;
      expect(rowOf(LOG_TABLES.requests, line)?.request_proto).toBe('HTTP/1.1');
    }
  });
});

describe('the tables of the other logs', () => {
  test.each([
    ['connections', 'alb-connection', 'constructed-connection'],
    ['healthChecks', 'alb-health-check', 'constructed-health-check'],
  ] as const)('read %s', (kind, folder, file) => {
    const lines = readFileSync(join(import.meta.dirname, '..', '..', 'logs', folder, `${file}.log`), 'utf8').split(
      '\n',
    );
    const cases = expectedOf(join(import.meta.dirname, '..', '..', 'logs', folder, `${file}.expected.ndjson`)).filter(
      ({ valid }) => valid,
    );
    expect(cases.length).toBeGreaterThan(10);
    for (const { line, raw_fields } of cases) {
      const row = rowOf(LOG_TABLES[kind], (lines[line - 1] ?? '').trimEnd());
      const renamed = { ...raw_fields, time: raw_fields?.time ?? raw_fields?.timestamp };
      for (const [name] of LOG_TABLES[kind].columns.slice(0, -1))
        expect([line, name, row?.[name]]).toEqual([line, name, renamed[name as keyof typeof renamed]]);
    }
  });
});

describe('the raw logs in Athena', () => {
  const settings = {
    athena: { enabled: true },
    families: ['requests', 'connections', 'healthChecks'] as const,
    bucket: { prefix: 'alb' },
  };
  const template = synthesized({ ...settings, families: [...settings.families] });
  const tables = Object.values(resources(template, 'AWS::Glue::Table')).map(
    ({ Properties }) =>
      Properties.TableInput as {
        Name: string;
        Parameters: Record<string, unknown>;
        StorageDescriptor: Record<string, unknown>;
      },
  );

  test('are found where load balancers put them, each log under its own prefix', () => {
    const place = ({ Name, Parameters }: (typeof tables)[number]): unknown[] => [
      Name,
      text(Parameters['storage.location.template']).replaceAll(/[{}]/g, ''),
    ];
    const rest = 'AWSLogs/$account/elasticloadbalancing/$region/$day';
    expect(tables.map(place)).toEqual([
      ['alb_access_logs', `s3://<LogsLogBucket>/alb/${rest}`],
      ['alb_connection_logs', `s3://<LogsLogBucket>/alb/connection/${rest}`],
      ['alb_health_check_logs', `s3://<LogsLogBucket>/alb/health-check/${rest}`],
      ['elb_logs', `s3://<LogsLogBucket>/alb/${rest}`],
      ['nlb_tls_logs', `s3://<LogsLogBucket>/alb/network/${rest}`],
    ]);
  });

  test('are projected by account, region and day', () => {
    const projected = (settings: Parameters<typeof synthesized>[0]): Record<string, unknown> => {
      const { Properties } = resource(
        synthesized({ ...settings, athena: { enabled: true } }),
        'AWS::Glue::Table',
        'LogsRawLogsrequests',
      );
      return (Properties.TableInput as { Parameters: Record<string, unknown> }).Parameters;
    };
    const own = projected({});
    expect(text(own['projection.account.values'])).toBe('<AWS::AccountId>');
    expect(text(own['projection.region.values'])).toBe('<AWS::Region>');
    expect(own).toMatchObject({
      'projection.enabled': 'true',
      'projection.day.format': 'yyyy/MM/dd',
      'projection.day.range': '2024/01/01,NOW',
    });
    expect(projected({ delivery: { accounts: ['111111111111', '222222222222'] } })).toMatchObject({
      'projection.account.values': '111111111111,222222222222',
    });
    expect(projected({ delivery: { organizationId: 'o-a1b2c3d4e5' } })).toMatchObject({
      'projection.account.type': 'injected',
    });
  });

  test('have the expression where the SerDe looks for it', () => {
    for (const { Name, StorageDescriptor } of tables) {
      const { regex } = Object.values(LOG_TABLES).find(({ name }) => name === Name) ?? {};
      expect(StorageDescriptor.SerdeInfo).toMatchObject({ Parameters: { 'input.regex': regex } });
    }
  });

  test('cannot be read without limit', () => {
    const { WorkGroupConfiguration } = resource(template, 'AWS::Athena::WorkGroup').Properties;
    expect(WorkGroupConfiguration).toMatchObject({
      EnforceWorkGroupConfiguration: true,
      BytesScannedCutoffPerQuery: 100 * 1024 ** 3,
    });
  });

  test('are not there unless asked for', () => {
    expect(resources(synthesized(), 'AWS::Athena::WorkGroup')).toEqual({});
  });
});
