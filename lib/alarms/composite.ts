/**
 * Names of alarms -> rules of composite alarms that are in ALARM when one of them is, or all are. Names and not ARNs:
 * they are known, and a rule may not be long. Limits: API reference, PutCompositeAlarm (100 alarms, 10,240 characters).
 */
import { AlarmRule, type IAlarmRule } from 'aws-cdk-lib/aws-cloudwatch';

const ALARMS_MAX = 100;
const CHARACTERS_MAX = 10_240;

const OR = ' OR ';

interface Named {
  readonly alarmName: string;
}

export function anyOf(alarms: readonly Named[]): IAlarmRule {
  return AlarmRule.fromString(alarms.map(inAlarm).join(OR));
}

export function allOf(alarms: readonly Named[]): IAlarmRule {
  return AlarmRule.fromString(alarms.map(inAlarm).join(' AND '));
}

/**
 * As few groups as there may be so that each fits in one rule of `anyOf`. One rule holds all groups of 10,000 alarms.
 */
export function groupsForRules<A extends Named>(alarms: readonly A[]): readonly (readonly A[])[] {
  const groups: A[][] = [];
  let characters = 0;
  for (const alarm of alarms) {
    const more = inAlarm(alarm).length + OR.length;
    const last = groups.at(-1);
    if (last === undefined || last.length >= ALARMS_MAX || characters + more > CHARACTERS_MAX) {
      groups.push([alarm]);
      characters = more;
    } else {
      last.push(alarm);
      characters += more;
    }
  }
  return groups;
}

function inAlarm({ alarmName }: Named): string {
  return `ALARM("${alarmName}")`;
}
