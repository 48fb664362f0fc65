/**
 * Application Load Balancer health check log, 8 or 10 fields: line -> HealthCheckEntry. One line per check of one
 * target by one node of the load balancer.
 *
 * Source: Elastic Load Balancing user guide for Application Load Balancers, "Health check logs for your Application
 * Load Balancer". What status_code holds after a timeout and how an IPv6 target is written is not documented: both are
 * kept as text. Key: that of the access log with `health_check_log_` before the account.
 */

import { type Parsed, UNPARSED } from '../catalogue/entry.ts';
import type { HealthCheckEntry } from '../catalogue/metrics/health-checks.ts';
import { elbFacts, elbLoadBalancer } from './elb-key.ts';
import { elbFields, isName, isoTime, positions, seconds, text } from './fields.ts';
import type { Format, KeyFacts } from './format.ts';
import { type ColumnsLayout, type LineValues, withLayout } from './layout.ts';

/** AWS's own order. The first 8 are required; the rest came in 2026. */
export const ALB_HEALTH_CHECK_FIELDS = [
  'type',
  'time',
  'latency',
  'target_addr',
  'target_group_id',
  'status',
  'status_code',
  'reason_code',
  'elb',
  'ip_address',
] as const;

const at = positions(ALB_HEALTH_CHECK_FIELDS);
const FIELDS_REQUIRED = at.reason_code + 1;

export const albHealthCheck: Format<'healthChecks'> = {
  name: 'alb-health-check',
  family: 'healthChecks',
  intervalMinutes: 5,
  encoding: 'latin1',
  framing: 'lines',
  owns: (_key, basename) => /^health_check_log_.*_elasticloadbalancing_/.test(basename),
  looksLike: (line) => /^[a-z0-9]+ \d{4}-\d\d-\d\dT\S+ \S+ \S+ \S+ (?:PASS|FAIL) /.test(line),
  facts: elbFacts,
  parser: (facts) =>
    withLayout(
      (line) => {
        const raw = elbFields(line);
        return typeof raw === 'string' ? raw : albHealthCheckEntry(raw, facts);
      },
      () => LAYOUT,
    ),
};

export const ALB_HEALTH_CHECK_VALUES: LineValues<keyof HealthCheckEntry> = {
  time: { field: 'time', form: 'iso' },
  numbers: { latency: ['latency', 'seconds'] },
  words: { target_addr: 'target' },
  ports: [],
  decides: ['target_group_id', 'status', 'status_code', 'reason_code', 'elb'],
  reset: 'changed',
  onDemand: [],
};

const LAYOUT: ColumnsLayout<keyof HealthCheckEntry> = {
  ...{ separator: ' ', hasQuotes: true, places: at, least: FIELDS_REQUIRED },
  ...ALB_HEALTH_CHECK_VALUES,
};

/** The fields of one line -> its entry. Never throws. */
export function albHealthCheckEntry(raw: readonly string[], facts: KeyFacts): Parsed<HealthCheckEntry> {
  const status = raw[at.status];
  if (raw.length < FIELDS_REQUIRED || (status !== 'PASS' && status !== 'FAIL')) return UNPARSED;
  const entry: HealthCheckEntry = {
    time: isoTime(raw[at.time] ?? ''),
    loadBalancer: elbLoadBalancer(raw[at.elb]) ?? facts.loadBalancer,
    targetGroup: text(raw[at.target_group_id]),
    target: text(raw[at.target_addr]),
    latency: seconds(raw[at.latency]),
    status,
    statusCode: text(raw[at.status_code]),
    reasonCode: text(raw[at.reason_code]),
    changed: undefined,
  };
  return isSound(entry) ? entry : UNPARSED;
}

function isSound(entry: HealthCheckEntry): boolean {
  return (
    !Number.isNaN(entry.time) &&
    !Number.isNaN(entry.latency) &&
    (entry.loadBalancer === undefined || isName(entry.loadBalancer)) &&
    (entry.targetGroup === undefined || isName(entry.targetGroup))
  );
}
