/**
 * Logs of Application and Network Load Balancers that CloudWatch Logs delivers to S3 ("vended"), as JSON, plain text or
 * W3C: the fields of the classic files under the same names, so each format here turns a line into those fields and
 * hands them on.
 *
 * Source: ELB user guide, "CloudWatch Logs for your Application Load Balancer". Not documented and therefore read
 * leniently: the spelling of names in JSON (`client:port` or `client_port`), numbers or text, load balancer as name or
 * ARN. The keys are not documented either: the setting `formatByPrefix` names the format.
 */

import type { Parsed } from '../catalogue/entry.ts';
import type { EntryOf, Family } from '../catalogue/metrics/index.ts';
import { ALB_ACCESS_FIELDS, ALB_ACCESS_VALUES, albAccessEntry } from './alb-access.ts';
import { ALB_CONNECTION_FIELDS, ALB_CONNECTION_VALUES, albConnectionEntry } from './alb-connection.ts';
import { ALB_HEALTH_CHECK_FIELDS, ALB_HEALTH_CHECK_VALUES, albHealthCheckEntry } from './alb-health-check.ts';
import { elbLoadBalancer } from './elb-key.ts';
import { ELB_FORMS, type FieldForms } from './field-forms.ts';
import { type Format, type KeyFacts, NO_FACTS, NO_KEY } from './format.ts';
import type { LineValues } from './layout.ts';
import { NLB_ACCESS_FIELDS, NLB_ACCESS_VALUES, nlbAccessEntry } from './nlb-access.ts';
import { createRowParser, fieldNamesIn } from './rows.ts';

export const albAccessVended = vended({
  name: 'alb-access-vended',
  family: 'requests',
  fields: ALB_ACCESS_FIELDS,
  least: ALB_ACCESS_FIELDS.indexOf('target_group_arn') + 1,
  tells: 'target_processing_time',
  values: ALB_ACCESS_VALUES,
  toEntry: albAccessEntry,
});

export const albConnectionVended = vended({
  name: 'alb-connection-vended',
  family: 'connections',
  fields: ALB_CONNECTION_FIELDS,
  least: ALB_CONNECTION_FIELDS.indexOf('tls_verify_status') + 1,
  tells: 'tls_verify_status',
  values: ALB_CONNECTION_VALUES,
  toEntry: albConnectionEntry,
});

export const albHealthCheckVended = vended({
  name: 'alb-health-check-vended',
  family: 'healthChecks',
  fields: ALB_HEALTH_CHECK_FIELDS,
  least: ALB_HEALTH_CHECK_FIELDS.indexOf('reason_code') + 1,
  tells: 'target_group_id',
  values: ALB_HEALTH_CHECK_VALUES,
  toEntry: albHealthCheckEntry,
});

export const nlbAccessVended = vended({
  name: 'nlb-access-vended',
  family: 'connections',
  fields: NLB_ACCESS_FIELDS,
  least: NLB_ACCESS_FIELDS.indexOf('alpn_client_preference_list') + 1,
  tells: 'tls_protocol_version',
  values: NLB_ACCESS_VALUES,
  toEntry: nlbAccessEntry,
});

interface Vended<F extends Family> {
  readonly name: string;
  readonly family: F;
  /** The classic file's fields, in order. */
  readonly fields: readonly string[];
  readonly least: number;
  /** A field that no other log has. */
  readonly tells: string;
  readonly values: LineValues;
  readonly toEntry: (raw: readonly string[], facts: KeyFacts) => Parsed<EntryOf[F]>;
}

function vended<F extends Family>({ name, family, fields, least, tells, values, toEntry }: Vended<F>): Format<F> {
  return {
    name,
    family,
    encoding: 'utf8',
    framing: 'rows',
    owns: NO_KEY,
    looksLike: (line) => fieldNamesIn(line).includes(tells),
    facts: () => NO_FACTS,
    parser: (facts) =>
      createRowParser({ names: fields, least, forms: formsOf(fields), values, aliases: OTHER_NAMES }, ({ value }) =>
        toEntry(
          fields.map((field) => classic(field, value)),
          facts,
        ),
      ),
  };
}

/** `client_port` is an address in one log and a port in another. The time has two names everywhere. */
function formsOf(fields: readonly string[]): FieldForms {
  const wanted = new Set([...fields, 'time', 'timestamp']);
  return Object.fromEntries(Object.entries(ELB_FORMS).filter(([name]) => wanted.has(name)));
}

/** Names that differ between the two ways of delivery. */
const OTHER_NAMES: Readonly<Record<string, string>> = { request: 'request_line', timestamp: 'time', time: 'timestamp' };

/** A field's text as the classic file has it: without a value, `-`. */
function classic(field: string, value: (name: string) => string | undefined): string {
  const found = value(field) ?? value(OTHER_NAMES[field] ?? field) ?? '-';
  return field === 'elb' ? (elbLoadBalancer(found) ?? '-') : found;
}
