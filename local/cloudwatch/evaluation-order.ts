/** The order in which alarms are evaluated: composites after the alarms that they name. */
import type { CompositeAlarmDefinition, MetricAlarmDefinition } from './alarm-definition.ts';
import { type AlarmRule, alarmsIn, parseRule } from './composite.ts';

export type AnyAlarm = MetricAlarmDefinition | CompositeAlarmDefinition;

interface Ordered {
  readonly alarm: AnyAlarm;
  readonly rule: AlarmRule | undefined;
}

/**
 * Composites come after what they name. Throws on an unknown name and on a circle, which CloudWatch stops evaluating.
 */
export function evaluationOrder(alarms: readonly AnyAlarm[]): Ordered[] {
  const byName = new Map(alarms.map((alarm) => [alarm.name, alarm]));
  const ordered = new Map<string, Ordered>();
  const visit = (alarm: AnyAlarm, path: readonly string[]) => {
    if (ordered.has(alarm.name)) return;
    if (path.includes(alarm.name))
      throw new Error(`composite alarms form a circle: ${[...path, alarm.name].join(' -> ')}`);
    const rule = alarm.kind === 'composite' ? parseRule(alarm.rule) : undefined;
    for (const name of rule ? alarmsIn(rule) : []) {
      const named = byName.get(name);
      if (!named)
        throw new Error(
          `composite alarm '${alarm.name}' names '${name}', which is no alarm; known are ${[...byName.keys()].join(', ')}`,
        );
      visit(named, [...path, alarm.name]);
    }
    ordered.set(alarm.name, { alarm, rule });
  };
  for (const alarm of alarms) visit(alarm, []);
  return [...ordered.values()];
}
