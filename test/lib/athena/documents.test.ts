/**
 * Tables that are not read by a regular expression: their columns against the members of the logs, and where they are
 * found.
 */

import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { NO_FACTS } from '../../../lambda/formats/format.ts';
import { formatNamed } from '../../../lambda/formats/index.ts';
import { CLOUDFRONT_READER, CLOUDTRAIL_READER, WAF_READER } from '../../../lib/athena/documents.ts';
import type { TableReader } from '../../../lib/athena/reader.ts';
import type { SettingsInput } from '../../../lib/settings/types.ts';
import { resources, synthesized, text } from '../../support/synthesized.ts';
import { linesOf } from './hive-rows.ts';

const LOGS = join(import.meta.dirname, '..', '..', 'logs');
const SAMPLES = process.env.ELB_LOG_SAMPLES ?? '';

type Type = string | { readonly array: Type } | { readonly struct: Readonly<Record<string, Type>> };

/** Hive's words for a type -> the type. */
function typeOf(words: string): Type {
  const [, outer, inner = ''] = /^(array|struct)<(.*)>$/.exec(words) ?? [];
  if (outer === 'array') return { array: typeOf(inner) };
  if (outer !== 'struct') {
    expect(words).toMatch(/^(string|int|bigint|map<string,string>)$/);
    return words;
  }
  const members = splitTop(inner).map((member) => {
    const colon = member.indexOf(':');
    return [member.slice(0, colon), typeOf(member.slice(colon + 1))] as const;
  });
  return { struct: Object.fromEntries(members) };
}

/** At the commas that are within no brackets. */
function splitTop(words: string): string[] {
  let depth = 0;
  const parts = [''];
  for (const character of words) {
    if (character === '<') depth++;
    if (character === '>') depth--;
    if (character === ',' && depth === 0) parts.push('');
    else parts.push(`${parts.pop()}${character}`);
  }
  return parts;
}

const tableOf = ({ columns }: TableReader): Type => ({
  struct: Object.fromEntries(columns.map(([name, words]) => [name, typeOf(words)])),
});

/** Members of a document that its table has no place for, or one of another shape. */
function misfits(type: Type | undefined, value: unknown, path = ''): string[] {
  if (value === null) return [];
  if (type === undefined) return [path];
  if (Array.isArray(value)) {
    // Text takes any JSON.
    if (type === 'string') return [];
    return typeof type === 'object' && 'array' in type
      ? value.flatMap((element) => misfits(type.array, element, path))
      : [path];
  }
  if (typeof value === 'object') {
    if (type === 'string') return [];
    if (typeof type !== 'object' || !('struct' in type)) return [path];
    return Object.entries(value).flatMap(([name, member]) =>
      misfits(type.struct[name.toLowerCase()], member, `${path}.${name}`),
    );
  }
  if (typeof value === 'number') return ['int', 'bigint', 'string'].includes(String(type)) ? [] : [path];
  return type === 'string' ? [] : [path];
}

/** What a line is, where it is JSON at all. */
function documents(...path: readonly string[]): object[] {
  return linesOf(...path).flatMap((line) => {
    try {
      return [JSON.parse(line)];
    } catch {
      return [];
    }
  });
}

/** Lines and documents that our own reader takes. */
const isRead = (format: string) => (document: object) =>
  typeof formatNamed(format)?.parser(NO_FACTS)(JSON.stringify(document)) === 'object';

describe('the table of AWS WAF', () => {
  const table = tableOf(WAF_READER);

  test('has a column for every member of every line', () => {
    const lines = documents(LOGS, 'waf', 'constructed-waf.ndjson').filter(isRead('waf'));
    expect(lines.length).toBeGreaterThan(5);
    expect(lines.flatMap((line) => misfits(table, line))).toEqual([]);
  });

  test('would not pass for one that lacks a member', () => {
    expect(misfits(table, { action: 'BLOCK', httpRequest: { uri: '/', novel: 1 }, labels: 'x' })).toEqual([
      '.httpRequest.novel',
      '.labels',
    ]);
  });

  test.skipIf(SAMPLES === '')('has one for those of published logs', () => {
    const published = [
      ...documents(SAMPLES, 'waf', 'aws-docs-2023-examples.ndjson'),
      ...documents(SAMPLES, 'waf', 'grafana-waflog.log.gz'),
    ];
    expect(published.length).toBeGreaterThan(5);
    // `myValue` is an error of the guide's example.
    const missed = published.flatMap((line) => misfits(table, line));
    expect(missed.filter((path) => path !== '.httpRequest.headers.myValue')).toEqual([]);
  });
});

describe('the table of CloudTrail', () => {
  const table = tableOf(CLOUDTRAIL_READER);
  /** AWS's table has no column for it. */
  const missed = (record: object): string[] => misfits(table, record).filter((path) => path !== '.managementEvent');

  test('has a column for every member of every record', () => {
    const [file] = documents(LOGS, 'cloudtrail', 'constructed-elb-events.json') as { Records: object[] }[];
    const records = file?.Records.filter(isRead('cloudtrail')) ?? [];
    expect(records.length).toBeGreaterThan(5);
    expect(records.flatMap(missed)).toEqual([]);
    const names = CLOUDTRAIL_READER.columns.map(([name]) => name);
    expect(names).toEqual(expect.arrayContaining(['eventsource', 'eventname', 'errorcode', 'readonly']));
  });
});

describe('the table of CloudFront', () => {
  const lines = linesOf(LOGS, 'cloudfront', 'constructed-v1.log');
  const names = CLOUDFRONT_READER.columns.map(([name]) => name);

  test('has the columns in the order of the file', () => {
    const fields = (lines[1] ?? '').replace('#Fields: ', '').split(' ');
    const column = (field: string): string =>
      field.replace('Referer', 'referrer').replaceAll(/[-(]/g, '_').replace(')', '').toLowerCase();
    expect(names).toEqual(fields.map(column));
  });

  test('leaves out as many lines as there are before the first request', () => {
    const header = Number(CLOUDFRONT_READER.tableParameters?.['skip.header.line.count']);
    expect(lines.slice(0, header).every((line) => line.startsWith('#'))).toBe(true);
    expect(lines[header]).toMatch(/^\d/);
  });

  test('says what our reader says', () => {
    const read = formatNamed('cloudfront')?.parser(NO_FACTS);
    const entries = lines.slice(2).map((line) => {
      const cells = line.split(CLOUDFRONT_READER.parameters['field.delim'] ?? '');
      return { entry: read?.(line), row: Object.fromEntries(names.map((name, index) => [name, cells[index] ?? ''])) };
    });
    const sound = entries.filter(({ entry }) => typeof entry === 'object');
    expect(sound.length).toBeGreaterThan(3);
    for (const { entry, row } of sound) {
      expect(entry).toMatchObject({
        time: Date.parse(`${row.date}T${row.time}Z`),
        elbStatusCode: row.sc_status,
        requestTime: Number(row.time_taken),
        timeToFirstByte: Number(row.time_to_first_byte),
        sentBytes: Number(row.sc_bytes),
        receivedBytes: Number(row.cs_bytes),
      });
    }
  });
});

describe('in Athena', () => {
  interface Input {
    readonly Name: string;
    readonly Parameters: Record<string, unknown>;
    readonly PartitionKeys: readonly { readonly Name: string }[];
    readonly StorageDescriptor: Record<string, unknown>;
  }
  const inputs = (settings: SettingsInput): Input[] =>
    Object.values(resources(synthesized({ athena: { enabled: true }, ...settings }), 'AWS::Glue::Table')).map(
      ({ Properties }) => Properties.TableInput as Input,
    );
  const input = (settings: SettingsInput, name: string): Input | undefined =>
    inputs(settings).find(({ Name }) => Name === name);

  test('AWS WAF is found by web ACL, region and day, those of CloudFront too', () => {
    const waf = input({ families: ['firewall'], bucket: { prefix: 'elb' } }, 'waf_logs');
    expect(text(waf?.Parameters['storage.location.template'])).toBe(
      `s3://<LogsLogBucket>/elb/waf/AWSLogs/\${account}/WAFLogs/\${region}/\${web_acl}/\${day}`,
    );
    expect(text(waf?.Parameters['projection.region.values'])).toBe('<AWS::Region>,cloudfront');
    expect(waf?.Parameters).toMatchObject({ 'projection.web_acl.type': 'injected', 'projection.enabled': 'true' });
    expect(waf?.StorageDescriptor.SerdeInfo).toMatchObject({
      SerializationLibrary: 'org.openx.data.jsonserde.JsonSerDe',
    });
  });

  test('CloudTrail is found by region and day, below the organization where one writes', () => {
    const place = (settings: SettingsInput): string =>
      text(input({ families: ['apiEvents'], ...settings }, 'cloudtrail_logs')?.Parameters['storage.location.template']);
    const rest = `\${account}/CloudTrail/\${region}/\${day}`;
    expect(place({})).toBe(`s3://<LogsLogBucket>/cloudtrail/AWSLogs/${rest}`);
    expect(place({ delivery: { organizationId: 'o-a1b2c3d4e5' } })).toBe(
      `s3://<LogsLogBucket>/cloudtrail/AWSLogs/o-a1b2c3d4e5/${rest}`,
    );
    expect(input({ families: ['apiEvents'] }, 'cloudtrail_logs')?.StorageDescriptor).toMatchObject({
      InputFormat: 'com.amazon.emr.cloudtrail.CloudTrailInputFormat',
    });
  });

  test('CloudFront is found where the settings say that it writes, and is not cut', () => {
    const settings = {
      families: ['requests' as const],
      bucket: { name: 'my-logs' },
      formatByPrefix: { 'cdn/': 'cloudfront', 'other/blb': 'baidu-blb', 'cdn-eu': 'cloudfront' },
    };
    const cut = input(settings, 'cloudfront_standard_logs');
    expect(cut?.PartitionKeys).toEqual([]);
    expect(cut?.Parameters).toEqual({ EXTERNAL: 'TRUE', 'skip.header.line.count': '2' });
    expect(cut?.StorageDescriptor.Location).toBe('s3://my-logs/cdn/');
    expect(input(settings, 'cloudfront_standard_logs_2')?.StorageDescriptor.Location).toBe('s3://my-logs/cdn-eu/');
    expect(input({ ...settings, families: ['connections'] }, 'cloudfront_standard_logs')).toBeUndefined();
  });

  test('every template names each of its keys, each key has a projection, and no key is a column', () => {
    const families = ['requests', 'connections', 'healthChecks', 'firewall', 'apiEvents'] as const;
    const all = inputs({ families: [...families] });
    expect(all.map(({ Name }) => Name)).toEqual([
      ...['alb_access_logs', 'alb_connection_logs', 'alb_health_check_logs'],
      ...['elb_logs', 'nlb_tls_logs', 'waf_logs', 'cloudtrail_logs'],
    ]);
    for (const { PartitionKeys, Parameters, StorageDescriptor } of all) {
      const keys = PartitionKeys.map(({ Name }) => Name);
      const template = text(Parameters['storage.location.template']);
      expect([...template.matchAll(/\$\{(\w+)\}/g)].map(([, key]) => key)).toEqual(keys);
      expect(template.startsWith(text(StorageDescriptor.Location))).toBe(true);
      for (const key of keys) expect(Parameters).toHaveProperty([`projection.${key}.type`]);
      const columns = (StorageDescriptor.Columns as { Name: string }[]).map(({ Name }) => Name);
      expect(new Set([...keys, ...columns]).size).toBe(keys.length + columns.length);
    }
  });

  test.each([
    ['connections', ['alb_connection_logs', 'nlb_tls_logs']],
    ['healthChecks', ['alb_health_check_logs']],
    ['firewall', ['waf_logs']],
    ['apiEvents', ['cloudtrail_logs']],
  ] as const)('%s alone has its own tables alone', (family, names) => {
    expect(inputs({ families: [family] }).map(({ Name }) => Name)).toEqual(names);
  });

  test('tables keep their logical ids, or an upgrade would make them again under a name that is taken', () => {
    const families = ['requests', 'connections', 'healthChecks', 'firewall', 'apiEvents'] as const;
    const template = synthesized({ athena: { enabled: true }, families: [...families] });
    expect(Object.keys(resources(template, 'AWS::Glue::Table'))).toEqual([
      'LogsRawLogsrequestsD1398BC6',
      'LogsRawLogsconnections06D2CDA6',
      'LogsRawLogshealthChecksE8DA3CDE',
      'LogsRawLogsclassicRequestsC7846D9D',
      'LogsRawLogsnetworkConnections08BEEB6F',
      'LogsRawLogsfirewall293C3054',
      'LogsRawLogsapiEventsE9DC87D5',
    ]);
  });
});
