import { describe, expect, test } from 'vitest';
import { UNPARSED } from '../../../lambda/catalogue/entry.ts';
import { ALB_CONNECTION_FIELDS } from '../../../lambda/formats/alb-connection.ts';
import { ALB_HEALTH_CHECK_FIELDS } from '../../../lambda/formats/alb-health-check.ts';
import { fields } from '../../../lambda/formats/fields.ts';
import { named, parserOf, sample } from './entries.ts';

interface Expected {
  readonly line: number;
  readonly case: string;
  readonly valid: boolean;
  readonly raw_fields: Readonly<Record<string, string>> | null;
}

const NONE = new Set(['-', '']);
const present = (field: string | undefined) => (field === undefined || NONE.has(field) ? undefined : field);
const number = (field: string | undefined) => (present(field) === undefined ? undefined : Number(field));

/** What the entry has to say for the raw fields of the expected file, written down apart from the parser. */
const MEANING: Readonly<Record<string, (raw: Readonly<Record<string, string>>) => object>> = {
  'alb-connection': (raw) => ({
    time: Date.parse(raw.timestamp ?? ''),
    loadBalancer: present(raw.elb) ?? 'Unknown',
    client: present(raw.client_ip),
    listener: present(raw.listener_port),
    tlsProtocol: present(raw.tls_protocol),
    tlsCipher: present(raw.tls_cipher),
    tlsKeyExchange: present(raw.tls_keyexchange),
    tlsHandshakeLatency: number(raw.tls_handshake_latency),
    outcome: present(raw.tls_verify_status)?.split(':').at(-1),
    clientCertSubject: present(raw.leaf_client_cert_subject),
    clientCertNotAfter:
      present(raw.leaf_client_cert_validity) && Date.parse(raw.leaf_client_cert_validity?.split('NotAfter=')[1] ?? ''),
    connTraceId: present(raw.conn_trace_id),
    receivedBytes: undefined,
    sentBytes: undefined,
  }),
  'alb-health-check': (raw) => ({
    time: Date.parse(raw.time ?? ''),
    loadBalancer: present(raw.elb),
    targetGroup: present(raw.target_group_id),
    target: present(raw.target_addr),
    latency: number(raw.latency),
    status: raw.status,
    statusCode: present(raw.status_code),
    reasonCode: present(raw.reason_code),
    changed: undefined,
  }),
};

describe.each([
  ['alb-connection', 'alb-connection/constructed-connection', ALB_CONNECTION_FIELDS],
  ['alb-health-check', 'alb-health-check/constructed-health-check', ALB_HEALTH_CHECK_FIELDS],
] as const)('%s', (format, path, names) => {
  const lines = sample(`${path}.log`).toString('latin1').split('\n').slice(0, -1);
  const expected: Expected[] = sample(`${path}.expected.ndjson`)
    .toString()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

  test('has an expectation for every line', () => {
    expect(expected.map(({ line }) => line)).toEqual(lines.map((_, at) => at + 1));
  });

  test.each(expected)('line $line has the expected fields: $case', ({ line, valid, raw_fields }) => {
    const text = lines[line - 1] ?? '';
    const outcome = parserOf(named(format))(text);
    if (!valid) {
      expect(outcome).toBe(UNPARSED);
      return;
    }
    const raw = fields(text) ?? [];
    expect(Object.fromEntries(names.slice(0, raw.length).map((name, at) => [name, raw[at]]))).toEqual(raw_fields);
    expect(outcome).toEqual(MEANING[format]?.(raw_fields ?? {}));
  });
});
