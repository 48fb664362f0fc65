/** Windows in which alarms are muted: settings go in; rules of CloudWatch come out. */
import { Duration, TimeZone } from 'aws-cdk-lib';
import { AlarmMuteRule, type IAlarmRef, ScheduleExpression } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { AlarmSettings } from '../settings/types.ts';

/** A rule mutes at most as many alarms. */
const ALARMS_MAX = 100;

/** Alarms still change their state in a window. One that is in ALARM when the window ends notifies then. */
export function muteRules(scope: Construct, { muteWindows }: AlarmSettings, alarms: readonly IAlarmRef[]): void {
  for (const { name, schedule, minutes, timeZone } of muteWindows) {
    for (let first = 0; first < alarms.length; first += ALARMS_MAX) {
      new AlarmMuteRule(scope, ['Mute', name, ...(first === 0 ? [] : [first])].join('-'), {
        description: `${name}, set by alarms.muteWindows`,
        schedule: ScheduleExpression.expression(schedule, TimeZone.of(timeZone)),
        duration: Duration.minutes(minutes),
        alarms: alarms.slice(first, first + ALARMS_MAX),
      });
    }
  }
}
