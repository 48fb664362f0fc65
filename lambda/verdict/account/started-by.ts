/**
 * What started the function: a change of state of one of our alarms or of a contributor of one, or the clock. Any other
 * event is none.
 *
 * Source: CloudWatch user guide, "Alarm events and EventBridge": detail-type "CloudWatch Alarm State Change" and, for
 * alarms on Metrics Insights queries, "CloudWatch Alarm Contributor State Change" with
 * `detail.alarmContributor.attributes`.
 */
import { isObject } from '../../catalogue/json-object.ts';

export interface AlarmChange {
  readonly alarmName: string;
  readonly state: 'ALARM' | 'OK' | 'INSUFFICIENT_DATA';
  /** What identifies a contributor, for instance its load balancer. */
  readonly contributor: string;
}

export type StartedBy = { readonly alarm: AlarmChange } | { readonly clock: true };

const STATES = ['ALARM', 'OK', 'INSUFFICIENT_DATA'] as const;

export function startedBy(event: unknown): StartedBy | undefined {
  if (!isObject(event)) return undefined;
  const { 'detail-type': type, detail } = event;
  if (type === 'Scheduled Event') return { clock: true };
  if (typeof type !== 'string' || !/^CloudWatch Alarm (?:Contributor )?State Change$/.test(type)) return undefined;
  if (!isObject(detail) || typeof detail.alarmName !== 'string' || !isObject(detail.state)) return undefined;
  const { value } = detail.state;
  const state = STATES.find((one) => one === value);
  if (state === undefined) return undefined;
  const contributor = isObject(detail.alarmContributor) ? JSON.stringify(detail.alarmContributor.attributes ?? {}) : '';
  return { alarm: { alarmName: detail.alarmName, state, contributor } };
}
