/** Rows of the families other than requests; a family that is not read has none. */
import type { IMetric, IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import type { Family } from '../../lambda/entry.ts';
import { familyMetric, type MetricOf } from '../metric.ts';
import { alarmLine, COLORS, graph, percent, SELECTED, searched, type View } from './view.ts';

export function familyRows(view: View): readonly (readonly IWidget[])[] {
  const rows: Readonly<Record<Family, ((view: View) => readonly (readonly IWidget[])[]) | undefined>> = {
    requests: undefined,
    connections: connectionRows,
    healthChecks: healthCheckRows,
    firewall: firewallRows,
    // Beside the graph of 5xx in the first row, where it belongs.
    apiEvents: undefined,
  };
  return view.families.flatMap((family) => rows[family]?.(view) ?? []);
}

function tally<F extends Family>(
  { scope }: View,
  metric: readonly [F, MetricOf<F>],
  [title, by, width = 8]: readonly [title: string, by: readonly string[], width?: number],
): IWidget {
  return graph({
    title,
    width,
    stacked: true,
    left: [searched(scope, metric, { by, statistic: 'Sum', selected: by.includes('LoadBalancer') })],
    leftUnit: 'a minute',
  });
}

/** Of all load balancers, and of the selected one. */
function shares<F extends 'connections' | 'healthChecks'>(
  { scope }: View,
  metric: readonly [F, MetricOf<F>],
): readonly IMetric[] {
  const average = (dimensions: Readonly<Record<string, string>>) =>
    familyMetric(scope, metric, { dimensions, statistic: 'Average' });
  return [
    percent('all', average({}), ['all load balancers', COLORS.clients]),
    percent('selected', average(SELECTED), ['selected', COLORS.loadBalancer]),
  ];
}

function connectionRows(view: View): readonly (readonly IWidget[])[] {
  const { scope, settings } = view;
  const latency = (statistic: string) =>
    familyMetric(scope, ['connections', 'TlsHandshakeLatency'], { dimensions: SELECTED, statistic, label: statistic });
  return [
    [
      graph({
        title: 'Connections: share of TLS handshakes failed',
        width: 8,
        left: shares(view, ['connections', 'TlsHandshakeFailed']),
        leftUnit: '% of connections',
        threshold: alarmLine(settings.tlsFailurePercent, `Alarm TlsHandshakes: ${settings.tlsFailurePercent} %`),
      }),
      tally(
        view,
        ['connections', 'TlsFailureReason'],
        ['Selected: TLS failures by reason', ['LoadBalancer', 'Reason']],
      ),
      graph({
        title: 'Selected: duration of TLS handshakes',
        width: 8,
        left: ['p50', 'p90', 'p99'].map(latency),
        leftUnit: 'seconds',
      }),
    ],
    [
      tally(
        view,
        ['connections', 'TlsProtocol'],
        ['Selected: connections by TLS version', ['LoadBalancer', 'Protocol']],
      ),
      tally(
        view,
        ['connections', 'TlsKeyExchange'],
        ['Selected: connections by key exchange', ['LoadBalancer', 'KeyExchange']],
      ),
      graph({
        title: 'Selected: client certificates, time until the first expires',
        width: 8,
        left: [
          familyMetric(scope, ['connections', 'ClientCertExpiry'], { dimensions: SELECTED, label: 'seconds left' }),
        ],
        leftUnit: 'seconds',
      }),
    ],
  ];
}

function healthCheckRows(view: View): readonly (readonly IWidget[])[] {
  const { scope } = view;
  const by = ['LoadBalancer', 'TargetGroup'];
  return [
    [
      graph({
        title: 'Health checks: share failed',
        width: 6,
        left: shares(view, ['healthChecks', 'HealthCheckFailed']),
        leftUnit: '% of checks',
      }),
      graph({
        title: 'Selected: health checks failed, by target group',
        width: 6,
        left: [searched(scope, ['healthChecks', 'HealthCheckFailed'], { by, statistic: 'Sum', selected: true })],
        leftUnit: 'a minute',
      }),
      tally(
        view,
        ['healthChecks', 'HealthCheckFailureReason'],
        ['Selected: failures by reason', ['LoadBalancer', 'Reason'], 6],
      ),
      graph({
        title: 'Selected: p99 of health checks, by target group',
        width: 6,
        left: [searched(scope, ['healthChecks', 'HealthCheckLatency'], { by, statistic: 'p99', selected: true })],
        leftUnit: 'seconds',
      }),
    ],
  ];
}

function firewallRows(view: View): readonly (readonly IWidget[])[] {
  const { scope, settings } = view;
  const blocked = (dimensions: Readonly<Record<string, string>>) =>
    familyMetric(scope, ['firewall', 'WafBlocked'], { dimensions, statistic: 'Average' });
  return [
    [
      graph({
        title: 'Firewall: share of requests blocked',
        width: 6,
        left: [
          percent('blocked', blocked({}), ['all web ACLs', COLORS.alarm]),
          searched(scope, ['firewall', 'WafBlocked'], { by: ['WebACL'], statistic: 'Average', percent: true }),
        ],
        leftUnit: '% of requests',
        threshold: alarmLine(settings.wafBlockedPercent, `Alarm WafBlocked: ${settings.wafBlockedPercent} %`),
      }),
      tally(view, ['firewall', 'WafAction'], ['Firewall: requests by action', ['WebACL', 'Action'], 6]),
      tally(
        view,
        ['firewall', 'WafTerminatingRule'],
        ['Firewall: requests by the rule that decided', ['WebACL', 'Rule'], 6],
      ),
      tally(
        view,
        ['firewall', 'WafCountedRule'],
        ['Firewall: matches of rules that only count', ['WebACL', 'Rule'], 6],
      ),
    ],
  ];
}
