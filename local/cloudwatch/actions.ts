/**
 * Says when an alarm that has fired takes its actions: at once, later, or never. A suppressor and mute rules hold them
 * back; what is in ALARM when nothing holds them back any more takes them then.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Create_Composite_Alarm_Suppression.html
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-mute-rules-behaviour.html
 */
import type { Suppressor } from './alarm-definition.ts';
import type { AlarmState } from './missing-data.ts';
import type { MuteWindow } from './mute-rules.ts';

/** What became of the actions of one change to ALARM. */
export type Actions = { readonly takenAt: number } | { readonly withheldBy: string };

interface ActionChange {
  readonly at: number;
  readonly state: AlarmState;
}

export interface Holding {
  readonly suppressor?: (Suppressor & { readonly changes: readonly ActionChange[] }) | undefined;
  readonly muted: readonly (MuteWindow & { readonly name: string })[];
}

const MINUTE = 60_000;

/** For a change to ALARM and the end of that ALARM, or of the range. */
export function actionsOf(from: number, to: number, holding: Holding): Actions {
  let withheldBy = '';
  for (let at = from; at < to; at += MINUTE) {
    const reason = heldBackBy(at, at - from, holding);
    if (reason === undefined) return { takenAt: at };
    withheldBy = reason;
  }
  return { withheldBy };
}

/** Why no action is taken at a time, so long after the change. */
function heldBackBy(at: number, since: number, { suppressor, muted }: Holding): string | undefined {
  const mute = muted.find((window) => window.from <= at && at < window.to);
  if (mute !== undefined) return `the mute rule ${mute.name} is active`;
  if (suppressor === undefined) return undefined;
  const { alarm, waitSeconds, extensionSeconds, changes } = suppressor;
  const fired = changes.findLastIndex((change) => change.state === 'ALARM' && change.at <= at);
  const left = fired < 0 ? undefined : changes[fired + 1]?.at;
  if (fired >= 0 && (left === undefined || left > at)) return `${alarm} is in ALARM`;
  if (left !== undefined && at < left + extensionSeconds * 1000)
    return `${alarm} was in ALARM until ${timeOfDay(left)}`;
  return since < waitSeconds * 1000 ? `it waits for ${alarm}` : undefined;
}

/** What to add to the reason of a change; nothing where the actions are taken at once. */
export function actionText(at: number, actions: Actions | undefined): string | undefined {
  if (actions === undefined) return undefined;
  if ('withheldBy' in actions) return `takes no action: ${actions.withheldBy}`;
  return actions.takenAt === at ? undefined : `takes its actions at ${timeOfDay(actions.takenAt)}`;
}

/** `10:05`, UTC. */
function timeOfDay(at: number): string {
  return new Date(at).toISOString().slice(11, 16);
}
