/**
 * Every alarm of the stack and the topic that they notify. Two speeds: AWS's own metrics page within minutes for load
 * balancers named in the settings; alarms on our metrics say which side and why, and need no settings at all.
 */
import { Annotations, Arn, ArnFormat, CfnResource } from 'aws-cdk-lib';
import { Alarm, type AlarmBase, AlarmRule, CompositeAlarm, type IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { isHere } from '../monitoring/place.ts';
import { ALL, type MonitoringProps, type Subject, scopeOf, subjectsOf } from '../monitoring/subject.ts';
import type { AlarmDefinition, CompositeDefinition } from './definition.ts';
import { burnRateAlarms, derivedAlarms, type Watch } from './derived.ts';
import { description } from './description.ts';
import { familyAlarms, firewallAlarms } from './families.ts';
import { nativeAlarms } from './native.ts';
import { pipelineAlarms } from './pipeline.ts';
import { muteRules, suppressedByDeployments } from './quiet-times.ts';
import { silenceAlarms } from './silence.ts';
import type { AlarmName } from './texts.ts';
import { alarmTopic } from './topic.ts';

export interface MadeAlarm {
  readonly name: AlarmName;
  readonly subject: Subject | undefined;
  readonly alarm: AlarmBase;
  readonly threshold: number | undefined;
  /** Metrics it reads, which is what it costs by; 0 for a composite alarm. */
  readonly metrics: number;
  readonly notifies: boolean;
}

export class Alarms extends Construct {
  readonly topic: ITopic;
  readonly all: readonly MadeAlarm[];
  readonly #props: MonitoringProps;
  readonly #suppressed: ReturnType<typeof suppressedByDeployments>;

  constructor(scope: Construct, id: string, props: MonitoringProps) {
    super(scope, id);
    this.#props = props;
    this.topic = alarmTopic(this, props.settings);
    this.#suppressed = suppressedByDeployments(this, props.settings);
    const { definitions, composites } = this.#definitions();
    this.all = [
      ...definitions.map((definition) => this.#alarm(definition)),
      ...composites.flatMap((composite) => this.#composite(composite)),
    ];
    // Those on the pipeline itself are never muted: what they tell of would be missing after the window, too.
    const muted = this.all.filter(({ notifies, subject }) => notifies && subject !== undefined);
    muteRules(
      this,
      props.settings,
      muted.map(({ alarm }) => alarm),
    );
  }

  #definitions(): { definitions: readonly AlarmDefinition[]; composites: readonly CompositeDefinition[] } {
    const { families, settings, loadBalancers } = this.#props;
    const watchOf = (subject: Subject): Watch => ({ scope: scopeOf(this.#props, subject), subject, settings });
    const watches = subjectsOf(this.#props).map(watchOf);
    const requests = families.includes('requests') ? watches : [];
    const native = requests.filter((_, index) => this.#hasNative(loadBalancers[index]));
    return {
      definitions: [
        ...native.flatMap(nativeAlarms),
        ...requests.flatMap(derivedAlarms),
        ...watches.flatMap((watch) => familyAlarms(watch, families)),
        ...firewallAlarms(watchOf(ALL), families),
        ...pipelineAlarms(this.#props),
      ],
      composites: [...native.flatMap(silenceAlarms), ...requests.flatMap(burnRateAlarms)],
    };
  }

  /** AWS's own metrics of a load balancer are where the load balancer is. */
  #hasNative(arn: string | undefined): boolean {
    if (arn === undefined) return false;
    if (isHere(this, arn)) return true;
    const { account, region } = Arn.split(arn, ArnFormat.SLASH_RESOURCE_NAME);
    Annotations.of(this).addInfo(`no native alarms for ${arn}: its own metrics are in ${account}, ${region}`);
    return false;
  }

  #alarm(definition: AlarmDefinition, parent: Construct = this): MadeAlarm {
    const { name, subject, metric, threshold, notify, severity, warmUpMinutes, isWallClock, ...shape } = definition;
    const alarm = new Alarm(parent, subject === undefined ? name : `${name}-${subject.id}`, {
      ...shape,
      metric,
      threshold,
      alarmName: this.#alarmName(name, subject),
      alarmDescription: description(this, this.#props, { name, subject }),
    });
    if (isWallClock) property(alarm, 'EvaluationWindow', { WallClockWindow: { Timezone: 'UTC' } });
    if (warmUpMinutes !== undefined)
      property(alarm, 'WarmUpConfiguration', { WarmUpPeriodDurationInMinutes: warmUpMinutes });
    if (notify) this.#notify(alarm);
    return { name, subject, alarm, threshold, metrics: metricsOf(metric), notifies: notify };
  }

  #composite({ name, subject, severity, parts }: CompositeDefinition): readonly MadeAlarm[] {
    const made = parts.map((part) => this.#alarm(part));
    const alarm = new CompositeAlarm(this, `${name}-${subject.id}`, {
      compositeAlarmName: this.#alarmName(name, subject),
      alarmDescription: description(this, this.#props, { name, subject }),
      alarmRule: AlarmRule.allOf(...made.map((part) => part.alarm)),
      ...(severity === 'ticket' && this.#suppressed),
    });
    this.#notify(alarm);
    return [...made, { name, subject, alarm, threshold: undefined, metrics: 0, notifies: true }];
  }

  #alarmName(name: AlarmName, subject: Subject | undefined): string {
    return [this.#props.dashboardName, name, ...(subject === undefined ? [] : [subject.id])].join('-');
  }

  #notify(alarm: AlarmBase): void {
    alarm.addAlarmAction(new SnsAction(this.topic));
    if (this.#props.settings.notifyRecovery) alarm.addOkAction(new SnsAction(this.topic));
  }
}

/** A property that the construct does not have. */
function property(alarm: Alarm, name: string, value: object): void {
  const { defaultChild } = alarm.node;
  if (CfnResource.isCfnResource(defaultChild)) defaultChild.addPropertyOverride(name, value);
}

/** Metrics behind an alarm; a Metrics Insights query counts those it finds, which is not known here: one is assumed. */
function metricsOf(metric: IMetric): number {
  const { mathExpression } = metric.toMetricConfig();
  if (mathExpression === undefined) return 1;
  const parts = new Map<string, IMetric>();
  collect(metric, parts);
  return Math.max(1, parts.size);
}

function collect(metric: IMetric, into: Map<string, IMetric>): void {
  const { mathExpression } = metric.toMetricConfig();
  for (const [id, part] of Object.entries(mathExpression?.usingMetrics ?? {})) {
    if (part.toMetricConfig().mathExpression === undefined) into.set(id, part);
    else collect(part, into);
  }
}
