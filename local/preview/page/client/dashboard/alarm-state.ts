/** The state of an alarm at the end of the range, in a word or two. */
import type { AlarmLane, LaneState } from '../../../document.ts';

export interface LaneSummary {
  /** `fired`: it was in alarm and is not any more. */
  readonly state: LaneState | 'fired' | 'unavailable';
  readonly words: string;
}

export function alarmState(lane: AlarmLane): LaneSummary {
  const { unavailable, changes } = lane;
  if (unavailable !== undefined) return { state: 'unavailable', words: 'in AWS' };
  const state = changes.at(-1)?.state ?? 'INSUFFICIENT_DATA';
  const times = stretches(lane).length;
  if (state === 'OK' && times > 0) return { state: 'fired', words: times === 1 ? 'fired' : `fired ${times}×` };
  return { state, words: { ALARM: 'in alarm', OK: 'OK', INSUFFICIENT_DATA: 'no data' }[state] };
}

export interface AlarmStretch {
  readonly from: number;
  /** Undefined while it lasts. */
  readonly to: number | undefined;
  readonly reason: string;
  readonly endReason: string | undefined;
}

/** When the alarm was in ALARM. */
export function stretches({ changes }: AlarmLane): AlarmStretch[] {
  return changes.flatMap((change, index) => {
    if (change.state !== 'ALARM') return [];
    const end = changes[index + 1];
    return [{ from: change.at, to: end?.at, reason: change.reason, endReason: end?.reason }];
  });
}
