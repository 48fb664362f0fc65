/**
 * Each table over the constructed logs of its format: what its columns say is what our own reader of the format says.
 */
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { AnyFormat } from '../../../lambda/formats/format.ts';
import { NO_FACTS } from '../../../lambda/formats/format.ts';
import { formatNamed } from '../../../lambda/formats/index.ts';
import { LOG_TABLES } from '../../../lib/athena/tables.ts';
import { linesOf, type Row, rowOf } from './hive-rows.ts';

const LOGS = join(import.meta.dirname, '..', '..', 'logs');
const SAMPLES = process.env.ELB_LOG_SAMPLES ?? '';

/** The entry of a line, or undefined for one that our reader refuses too. */
function entryOf(name: string, line: string): Record<string, unknown> | undefined {
  const format: AnyFormat | undefined = formatNamed(name);
  const entry = format?.parser(NO_FACTS)(line);
  return typeof entry === 'object' ? { ...entry } : undefined;
}

const word = (value: string | undefined): string | undefined => (value === '-' ? undefined : value);
const address = (ip: string | undefined, port: string | undefined): string | undefined =>
  word(port === undefined ? ip : `${ip}:${port}`);
const number = (value: string | undefined): number | undefined => {
  const read = Number(value);
  return value === '' || Number.isNaN(read) || read < 0 ? undefined : read;
};
const status = (value: string | undefined): string | undefined => (value === '0' ? undefined : word(value));

function expectClassic(line: string): void {
  const row: Row = rowOf(LOG_TABLES.classicRequests, line) ?? {};
  expect({
    time: Math.floor(Date.parse(row.timestamp ?? '')),
    loadBalancer: row.elb_name,
    client: address(row.request_ip, row.request_port),
    target: address(row.backend_ip, row.backend_port),
    requestProcessingTime: number(row.request_processing_time),
    targetProcessingTime: number(row.backend_processing_time),
    responseProcessingTime: number(row.client_response_time),
    elbStatusCode: status(row.elb_response_code),
    targetStatusCode: status(row.backend_response_code),
    receivedBytes: number(row.received_bytes),
    sentBytes: number(row.sent_bytes),
    request: [row.request_verb, row.url, row.protocol].filter((part) => part !== undefined).join(' '),
    userAgent: word(row.user_agent),
  }).toMatchObject(only(entryOf('clb-access', line), CLASSIC_MEMBERS));
}

const CLASSIC_MEMBERS = [
  ...['time', 'loadBalancer', 'client', 'target', 'requestProcessingTime', 'targetProcessingTime', 'userAgent'],
  ...['responseProcessingTime', 'elbStatusCode', 'targetStatusCode', 'receivedBytes', 'sentBytes', 'request'],
];

function expectNetwork(line: string): void {
  const row: Row = rowOf(LOG_TABLES.networkConnections, line) ?? {};
  const protocol = word(row.tls_protocol_version);
  const handshake = number(row.tls_handshake_time_ms);
  expect({
    time: Date.parse(`${row.time}Z`),
    loadBalancer: row.elb,
    client: address(row.client_ip, row.client_port),
    listener: word(row.listener_id),
    tlsProtocol: protocol?.replace(/^tlsv1(\d)$/, (_all, minor) => (minor === '0' ? 'TLSv1' : `TLSv1.${minor}`)),
    tlsCipher: word(row.tls_cipher_suite),
    tlsKeyExchange: word(row.tls_named_group),
    tlsHandshakeLatency: handshake === undefined ? undefined : handshake / 1000,
    receivedBytes: number(row.received_bytes),
    sentBytes: number(row.sent_bytes),
  }).toMatchObject(only(entryOf('nlb-access', line), NETWORK_MEMBERS));
}

const NETWORK_MEMBERS = [
  ...['time', 'loadBalancer', 'client', 'listener', 'tlsProtocol', 'tlsCipher', 'tlsKeyExchange'],
  ...['tlsHandshakeLatency', 'receivedBytes', 'sentBytes'],
];

function only(entry: Record<string, unknown> | undefined, members: readonly string[]): Record<string, unknown> {
  expect(entry).toBeDefined();
  return Object.fromEntries(members.map((member) => [member, entry?.[member]]));
}

describe('the table of Classic access logs', () => {
  test.each(linesOf(LOGS, 'clb-access', 'constructed-clb.log'))('says what our reader says: %s', expectClassic);

  test('reads lines of 2014, which end with the request', () => {
    const line = '2014-02-15T23:39:43.945958Z lb 192.0.2.1:2817 10.0.0.1:80 0.1 0.2 0.3 200 200 0 57 "GET / HTTP/1.1"';
    expectClassic(line);
    expect(rowOf(LOG_TABLES.classicRequests, line)).toMatchObject({ url: '/', user_agent: undefined });
  });

  test('and that of Application Load Balancers in the same folder leave each other’s lines out', () => {
    for (const line of linesOf(LOGS, 'alb-access', 'constructed-edge-cases.log'))
      expect(rowOf(LOG_TABLES.classicRequests, line)).toBeUndefined();
    for (const line of linesOf(LOGS, 'clb-access', 'constructed-clb.log'))
      expect(rowOf(LOG_TABLES.requests, line)).toBeUndefined();
  });

  test.skipIf(SAMPLES === '').each(['aws-docs-2023.log', 'shinsaka-in_elb_log.log', 'constructed-clb.log'])(
    'says of published logs what our reader says: %s',
    (file) => {
      const lines = linesOf(SAMPLES, 'clb-access', file).filter((line) => entryOf('clb-access', line) !== undefined);
      expect(lines.length).toBeGreaterThan(0);
      for (const line of lines) expectClassic(line);
    },
  );
});

describe('the table of Network Load Balancer logs', () => {
  const lines = linesOf(LOGS, 'nlb-access', 'constructed-nlb.log');

  test.each(lines)('says what our reader says: %s', expectNetwork);

  test('has every field under the name that AWS’s table has', () => {
    const line = lines[1] ?? '';
    const { rest, client_ip, client_port, target_ip, target_port, ...row } =
      rowOf(LOG_TABLES.networkConnections, line) ?? {};
    const [, , , , , client, target] = line.split(' ');
    expect([`${client_ip}:${client_port}`, `${target_ip}:${target_port}`, rest]).toEqual([client, target, undefined]);
    expect(Object.values(row)).toEqual(line.split(' ').toSpliced(5, 2));
    expect(row.alpn_client_preference_list).toBe('"h2","http/1.1"');
  });

  test('reads older lines without the start of the connection, and lines with fields to come', () => {
    const fields = (lines[0] ?? '').split(' ');
    const read = (...words: string[]) => rowOf(LOG_TABLES.networkConnections, words.join(' '));
    expect(read(...fields.slice(0, 21))).toMatchObject({ tls_connection_creation_time: undefined, rest: undefined });
    expect(read(...fields, 'new', '7')).toMatchObject({ tls_connection_creation_time: fields[21], rest: ' new 7' });
    expect(read(...fields.slice(0, 20))).toBeUndefined();
  });

  test.skipIf(SAMPLES === '').each(['aws-docs-2023.log', 'grafana-nlbaccesslog.log.gz'])(
    'says of published logs what our reader says: %s',
    (file) => {
      const published = linesOf(SAMPLES, 'nlb-access', file);
      const read = published.filter((line) => entryOf('nlb-access', line) !== undefined);
      expect(read.length).toBeGreaterThan(0);
      for (const line of read) expectNetwork(line);
    },
  );
});
