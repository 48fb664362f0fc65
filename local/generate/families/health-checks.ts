/**
 * Health check logs: a moment and a target -> a line of an ALB or JD Cloud health check log.
 *
 * The story: two targets of the checkout flap while its new version hangs.
 */
import { during, type Moment, microTime, pick } from './moment.ts';

export interface CheckedTarget {
  readonly targetGroup: string;
  readonly target: string;
  readonly flaps: boolean;
}

export const CHECKED: readonly [CheckedTarget, ...CheckedTarget[]] = [
  { targetGroup: 'shop-web', target: '10.0.16.11:8080', flaps: false },
  { targetGroup: 'shop-web', target: '10.0.16.12:8080', flaps: false },
  { targetGroup: 'shop-checkout', target: '10.0.17.11:8080', flaps: true },
  { targetGroup: 'shop-checkout', target: '10.0.17.12:8080', flaps: true },
  { targetGroup: 'shop-checkout', target: '10.0.17.13:8080', flaps: false },
];

/** The deployment of the requests' story: from its first timeouts to the end of its restarts. */
const FLAPPING = [58, 82] as const;

export function albHealthCheckLine(loadBalancerId: string, checked: CheckedTarget, moment: Moment): string {
  const { r, time } = moment;
  const head = (latency: number) =>
    `http ${microTime(time)} ${latency.toFixed(9)} ${checked.target} ${checked.targetGroup}`;
  const tail = `${loadBalancerId} 203.0.113.80`;
  const fails = checked.flaps && during(moment, ...FLAPPING) && r.below(2) === 0;
  if (!fails) return `${head(0.002 + r.unit() / 50)} PASS 200 - ${tail}`;
  return r.below(3) === 0
    ? `${head(0.3 + r.unit())} FAIL 502 TargetError ${tail}`
    : `${head(5 + r.unit() / 1000)} FAIL - TimedOut ${tail}`;
}

export function jdcloudHealthCheckLine({ r, time }: Moment): string {
  const detail = pick(r, [
    'server is unhealthy',
    'server is healthy',
    'no available servers, num 2',
    'health check failed cause:timeout',
    'health check failed cause:connect failed',
  ]);
  return JSON.stringify({
    timestamp: new Date(time).toISOString(),
    alb_id: 'alb-1abcdefghij',
    backend_id: 'backend-1abcdefghij',
    backend_server_ip_port: `10.0.1.${10 + r.below(4)}:8080`,
    log_detail: detail,
  });
}
