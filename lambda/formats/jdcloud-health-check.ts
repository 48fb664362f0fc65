/**
 * JD Cloud Application Load Balancer health check log: line -> HealthCheckEntry.
 *
 * Source: JD Cloud documentation, health check log of ALB (names, and the closed list of texts in log_detail). Lines
 * are written only when a check fails, a server changes its state or a whole group is down: no lines means that all is
 * well. So a rate of failures says nothing here, the counts do. Key: any; the files are copied into S3, and the setting
 * `formatByPrefix` names the format.
 */

import { type Parsed, UNPARSED } from '../catalogue/entry.ts';
import type { HealthCheckEntry } from '../catalogue/metrics/health-checks.ts';
import { JDCLOUD_FORMS } from './field-forms.ts';
import { isName, isoTime, text } from './fields.ts';
import { type Format, NO_FACTS, NO_KEY } from './format.ts';
import type { LineValues } from './layout.ts';
import type { NamedFields } from './row-layouts.ts';
import { createRowParser, fieldNamesIn } from './rows.ts';

export const JDCLOUD_HEALTH_CHECK_FIELDS = [
  'timestamp',
  'alb_id',
  'backend_id',
  'backend_server_ip_port',
  'log_detail',
] as const;

export const jdcloudHealthCheck: Format<'healthChecks'> = {
  name: 'jdcloud-health-check',
  family: 'healthChecks',
  encoding: 'utf8',
  framing: 'rows',
  owns: NO_KEY,
  looksLike: (line) => ['alb_id', 'log_detail'].every((name) => fieldNamesIn(line).includes(name)),
  facts: () => NO_FACTS,
  parser: () =>
    createRowParser(
      {
        names: JDCLOUD_HEALTH_CHECK_FIELDS,
        least: JDCLOUD_HEALTH_CHECK_FIELDS.length,
        forms: JDCLOUD_FORMS,
        values: VALUES,
      },
      jdcloudHealthCheckEntry,
    ),
};

/** A server decides, too, because some details are about none. */
const VALUES: LineValues<keyof HealthCheckEntry> = {
  time: { field: 'timestamp', form: 'iso' },
  ...{ numbers: {}, words: {}, ports: [], onDemand: [] },
  decides: ['alb_id', 'backend_id', 'backend_server_ip_port', 'log_detail'],
  reset: 'changed',
};

function jdcloudHealthCheckEntry({ value }: NamedFields): Parsed<HealthCheckEntry> {
  const judged = checkResult(text(value('log_detail')) ?? '');
  const loadBalancer = text(value('alb_id'));
  const targetGroup = text(value('backend_id'));
  const time = isoTime(value('timestamp') ?? '');
  if (judged === undefined || Number.isNaN(time) || !isName(loadBalancer)) return UNPARSED;
  const ofGroup = judged.reasonCode === NO_SERVERS;
  return {
    time,
    loadBalancer,
    targetGroup: isName(targetGroup) ? targetGroup : undefined,
    target: ofGroup ? undefined : text(value('backend_server_ip_port')),
    latency: undefined,
    statusCode: undefined,
    ...judged,
  };
}

type CheckResult = Pick<HealthCheckEntry, 'status' | 'reasonCode' | 'changed'>;

function checkResult(detail: string): CheckResult | undefined {
  switch (detail) {
    case 'server is healthy':
      return { status: 'PASS', reasonCode: undefined, changed: true };
    case 'server is unhealthy':
      return { status: 'FAIL', reasonCode: 'ServerUnhealthy', changed: true };
    default:
      return failedCheck(detail);
  }
}

function failedCheck(detail: string): CheckResult | undefined {
  const [, cause] = /^health check failed cause:\s*([a-z][a-z ]{1,40})$/.exec(detail) ?? [];
  if (cause !== undefined) return { status: 'FAIL', reasonCode: pascalCase(cause), changed: undefined };
  const isGroup = /^no available servers, num \d+$/.test(detail);
  return isGroup ? { status: 'FAIL', reasonCode: NO_SERVERS, changed: undefined } : undefined;
}

const NO_SERVERS = 'NoAvailableServers';

/** `connect failed` -> `ConnectFailed`, in the style of AWS's reason codes. */
function pascalCase(words: string): string {
  return words
    .trim()
    .split(/ +/)
    .map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`)
    .join('');
}
