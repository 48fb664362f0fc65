/**
 * JD Cloud Application Load Balancer health check log: line -> HealthCheckEntry.
 *
 * Source: JD Cloud documentation, health check log of ALB (names, and the closed list of texts in log_detail). Lines are written
 * only when a check fails, a server changes its state or a whole group is down: no lines means that all is well. So a rate of
 * failures says nothing here, the counts do.
 * Key: none of its own; the files are copied into S3 and named by the setting `formatByPrefix`.
 */
import { type HealthCheckEntry, type Parsed, UNPARSED } from '../entry.ts';
import { isName, isoTime, text } from './fields.ts';
import { type Format, NO_FACTS } from './format.ts';
import { createRowReader, type Row } from './rows.ts';

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
  framing: 'lines',
  owns: () => false,
  looksLike: (line) => /^(?:\{(?=.*"alb_id")|#Fields:(?=.*\balb_id\b)).*\blog_detail\b/.test(line),
  facts: () => NO_FACTS,
  parser: () => {
    const read = createRowReader({
      names: JDCLOUD_HEALTH_CHECK_FIELDS,
      least: JDCLOUD_HEALTH_CHECK_FIELDS.length,
    });
    return (line) => {
      const row = read(line);
      return typeof row === 'string' ? row : jdcloudHealthCheckEntry(row);
    };
  },
};

function jdcloudHealthCheckEntry({ value }: Row): Parsed<HealthCheckEntry> {
  const judged = verdict(text(value('log_detail')) ?? '');
  const loadBalancer = text(value('alb_id'));
  const targetGroup = text(value('backend_id'));
  const time = isoTime(value('timestamp') ?? '');
  if (judged === undefined || Number.isNaN(time) || !isName(loadBalancer)) return UNPARSED;
  return {
    time,
    loadBalancer,
    targetGroup: isName(targetGroup) ? targetGroup : undefined,
    target: text(value('backend_server_ip_port')),
    latency: undefined,
    statusCode: undefined,
    changed: undefined,
    ...judged,
  };
}

function verdict(detail: string): Pick<HealthCheckEntry, 'status' | 'reasonCode'> | undefined {
  const known = DETAILS[detail];
  if (known !== undefined) return known;
  if (/^no available servers, num \d+$/.test(detail)) return { status: 'FAIL', reasonCode: 'NoAvailableServers' };
  const [, cause] = /^health check failed cause:\s*([a-z][a-z ]{1,40})$/.exec(detail) ?? [];
  return cause === undefined ? undefined : { status: 'FAIL', reasonCode: pascalCase(cause) };
}

const DETAILS: Readonly<Record<string, Pick<HealthCheckEntry, 'status' | 'reasonCode'>>> = {
  'server is healthy': { status: 'PASS', reasonCode: undefined },
  'server is unhealthy': { status: 'FAIL', reasonCode: 'ServerUnhealthy' },
};

/** `connect failed` -> `ConnectFailed`, in the style of AWS's reason codes. */
function pascalCase(words: string): string {
  return words
    .trim()
    .split(/ +/)
    .map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`)
    .join('');
}
