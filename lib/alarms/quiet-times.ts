/**
 * When nobody wants to be told: windows in which alarms are muted, and deployments, during which tickets wait. Settings go in;
 * rules of CloudWatch, and what a composite alarm has to know of deployments, come out.
 */
import { Duration, TimeZone } from 'aws-cdk-lib';
import {
  Alarm,
  AlarmMuteRule,
  type CompositeAlarmProps,
  type IAlarmRef,
  ScheduleExpression,
} from 'aws-cdk-lib/aws-cloudwatch';
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

/** How long a ticket waits for the alarm to learn of a deployment, and after a deployment until it notifies. */
const WAIT = Duration.minutes(2);
const EXTENSION = Duration.minutes(5);

/** Makes a composite alarm wait while a deployment runs. Nothing if the settings name no alarm for deployments. */
export function suppressedByDeployments(
  scope: Construct,
  { deploymentAlarmArn }: AlarmSettings,
): Pick<CompositeAlarmProps, 'actionsSuppressor' | 'actionsSuppressorWaitPeriod' | 'actionsSuppressorExtensionPeriod'> {
  if (deploymentAlarmArn === undefined) return {};
  return {
    actionsSuppressor: Alarm.fromAlarmArn(scope, 'DeploymentAlarm', deploymentAlarmArn),
    actionsSuppressorWaitPeriod: WAIT,
    actionsSuppressorExtensionPeriod: EXTENSION,
  };
}
