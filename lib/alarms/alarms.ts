/**
 * Every alarm of the stack and the topics that they notify. Requests that fail or are slow are seen by many alarms at
 * once, so the composite alarms of the two severities notify for them; alarms about anything else notify on their own.
 */

import { Annotations, Arn, ArnFormat, CfnResource, Duration } from 'aws-cdk-lib';
import { Alarm, type AlarmBase, CompositeAlarm, type IAlarmAction, type IAlarmRule } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { Severity } from '../../lambda/verdict/settings.ts';
import { isHere } from '../monitoring/place.ts';
import { ALL, type MonitoringProps, type Subject, scopeOf, subjectsOf } from '../monitoring/subject.ts';
import { budgetSpentAlarms, burnRateAlarms } from './burn-rate.ts';
import { causeAlarms } from './causes.ts';
import { allOf, anyOf, groupsForRules } from './composite.ts';
import type { AlarmDefinition, CompositeDefinition, Watch } from './definition.ts';
import { description } from './description.ts';
import { excessAlarms } from './excess.ts';
import { familyAlarms, familyAlarmsOverAll } from './families.ts';
import { limitsOf } from './limits.ts';
import { type MadeAlarm, metricsOf } from './made-alarm.ts';
import { nativeAlarms, nativeAlarmsOverAll } from './native.ts';
import { pipelineAlarms } from './pipeline.ts';
import { PIPELINE_TEXTS } from './pipeline-texts.ts';
import { muteRules } from './quiet-times.ts';
import { silenceAlarms } from './silence.ts';
import type { AlarmName } from './texts.ts';
import { alarmTopics } from './topic.ts';

/** A ticket waits this long whether the page of the same incident comes: one incident, one notification. */
const TICKET_WAIT = Duration.minutes(5);

/** A ticket's alarm needs fewer minutes, so it lasts longer than the page's. */
const TICKET_EXTENSION = Duration.minutes(10);

export class Alarms extends Construct {
  readonly pageTopic: ITopic;
  readonly ticketTopic: ITopic;
  readonly all: readonly MadeAlarm[];
  readonly #props: MonitoringProps;

  constructor(scope: Construct, id: string, props: MonitoringProps) {
    super(scope, id);
    this.#props = props;
    const topics = alarmTopics(this, props.settings);
    [this.pageTopic, this.ticketTopic] = [topics.page, topics.ticket];
    const { definitions, composites } = this.#definitions();
    const parts = [
      ...definitions.map((definition) => this.#alarm(definition)),
      ...composites.flatMap((composite) => this.#composite(composite)),
    ];
    const page = this.#severity('Page', 'page', parts);
    const suppressor = this.#ticketSuppressor(page.at(-1));
    this.all = [
      ...parts,
      ...page,
      ...suppressor,
      ...this.#severity('Ticket', 'ticket', parts, suppressor.at(-1) ?? page.at(-1)),
    ];
    // Alarms on the pipeline are never muted: the data they protect would still be missing after the window.
    const muted = this.all.filter(({ notifies, name }) => notifies && !(name in PIPELINE_TEXTS));
    muteRules(
      this,
      props.settings,
      muted.map(({ alarm }) => alarm),
    );
  }

  /** In addition to the topic of the severity. Also when an alarm is over, if the settings say so. */
  addActions(severity: Severity, actions: readonly IAlarmAction[]): void {
    for (const { alarm, ...made } of this.all) {
      if (!made.notifies || made.severity !== severity) continue;
      alarm.addAlarmAction(...actions);
      if (this.#props.settings.notifyRecovery) alarm.addOkAction(...actions);
    }
  }

  #definitions(): { definitions: readonly AlarmDefinition[]; composites: readonly CompositeDefinition[] } {
    const { families, settings, loadBalancers, targetGroups, routes, services } = this.#props;
    const has = { targetGroups, routes: routes.length > 0, services: services.length > 0 };
    const watchOf = (subject: Subject): Watch => ({
      scope: scopeOf(this.#props, subject),
      subject,
      settings: limitsOf(settings, subject),
    });
    const watches = subjectsOf(this.#props).map(watchOf);
    const hasRequests = families.includes('requests');
    const requests = hasRequests ? watches : [];
    const isOneByOne = watches.some(({ subject }) => subject.loadBalancer !== undefined);
    const native = isOneByOne ? requests.filter((_, index) => this.#hasNative(loadBalancers[index])) : [];
    const hasNativeOverAll = hasRequests && !isOneByOne && loadBalancers.some((arn) => isHere(this, arn));
    return {
      definitions: [
        ...native.flatMap(nativeAlarms),
        ...(hasNativeOverAll ? nativeAlarmsOverAll(watchOf(ALL)) : []),
        ...(hasRequests ? excessAlarms(scopeOf(this.#props), has) : []),
        ...(hasRequests ? causeAlarms(watchOf(ALL)) : []),
        ...requests.flatMap(budgetSpentAlarms),
        ...watches.flatMap((watch) => familyAlarms(watch, families)),
        ...familyAlarmsOverAll(watchOf(ALL), families),
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

  #alarm(definition: AlarmDefinition): MadeAlarm {
    const { name, subject, metric, threshold, severity, notice, watches, warmUpMinutes, isWallClock, ...shape } =
      definition;
    const alarmName = this.#alarmName(name, subject);
    const alarm = new Alarm(this, subject === undefined ? name : `${name}-${subject.id}`, {
      ...shape,
      metric,
      threshold,
      alarmName,
      alarmDescription: description(this, this.#props, { name, subject }),
    });
    if (isWallClock) property(alarm, 'EvaluationWindow', { WallClockWindow: { Timezone: 'UTC' } });
    if (warmUpMinutes !== undefined)
      property(alarm, 'WarmUpConfiguration', { WarmUpPeriodDurationInMinutes: warmUpMinutes });
    const notifies = notice === 'alone';
    if (notifies) this.#notify(alarm, severity);
    const metrics = watches === undefined ? metricsOf(metric) : 0;
    return { ...{ name, alarmName, subject, alarm, threshold, metrics, watches, severity, notice }, notifies };
  }

  /** In ALARM when all of its parts are. */
  #composite({ name, subject, severity, notice, parts }: CompositeDefinition): readonly MadeAlarm[] {
    const made = parts.map((part) => this.#alarm(part));
    return [...made, this.#compositeAlarm({ name, subject, severity, notice }, { rule: allOf(made), after: made })];
  }

  /** In ALARM when one of the alarms that notify together is; last comes the one that notifies. */
  #severity(
    name: 'Page' | 'Ticket',
    severity: Severity,
    made: readonly MadeAlarm[],
    suppressor?: MadeAlarm,
  ): readonly MadeAlarm[] {
    const together = made.filter((one) => one.severity === severity && one.notice === 'together');
    if (together.length === 0) return [];
    const groups = groupsForRules(together);
    const parts =
      groups.length === 1
        ? []
        : groups.map((after, index) =>
            this.#compositeAlarm(
              { name: 'Part', subject: numbered(name, index), severity, notice: 'never' },
              { rule: anyOf(after), after },
            ),
          );
    const after = parts.length === 0 ? together : parts;
    const last = { name, subject: undefined, severity, notice: 'alone' } as const;
    return [...parts, this.#compositeAlarm(last, { rule: anyOf(after), after, suppressor })];
  }

  /** A ticket waits for the page and for deployments; an alarm has one suppressor, so this one is for both. */
  #ticketSuppressor(page: MadeAlarm | undefined): readonly MadeAlarm[] {
    const { deploymentAlarmArn } = this.#props.settings;
    if (page === undefined || deploymentAlarmArn === undefined) return [];
    const own = {
      name: 'Part',
      subject: { ...ALL, id: 'TicketSuppressor' },
      severity: 'ticket',
      notice: 'never',
    } as const;
    return [this.#compositeAlarm(own, { rule: anyOf([page, { alarmName: deploymentAlarmArn }]), after: [page] })];
  }

  #compositeAlarm(
    { name, subject, severity, notice }: Pick<MadeAlarm, 'name' | 'subject' | 'severity' | 'notice'>,
    { rule, after, suppressor }: Composition,
  ): MadeAlarm {
    const alarmName = this.#alarmName(name, subject);
    const alarm = new CompositeAlarm(this, subject === undefined ? name : `${name}-${subject.id}`, {
      compositeAlarmName: alarmName,
      alarmDescription: description(this, this.#props, { name, subject }),
      alarmRule: rule,
      ...(suppressor !== undefined && {
        actionsSuppressor: suppressor.alarm,
        actionsSuppressorWaitPeriod: TICKET_WAIT,
        actionsSuppressorExtensionPeriod: TICKET_EXTENSION,
      }),
    });
    // The rule has names only, so CloudFormation has to be told what must be there before.
    alarm.node.addDependency(...after.map((one) => one.alarm));
    const notifies = notice === 'alone';
    if (notifies) this.#notify(alarm, severity);
    const threshold = undefined;
    return { name, alarmName, subject, alarm, threshold, metrics: 0, watches: undefined, severity, notice, notifies };
  }

  #alarmName(name: AlarmName, subject: Subject | undefined): string {
    return [this.#props.dashboardName, name, ...(subject === undefined ? [] : [subject.id])].join('-');
  }

  #notify(alarm: AlarmBase, severity: Severity): void {
    const action = new SnsAction(severity === 'page' ? this.pageTopic : this.ticketTopic);
    alarm.addAlarmAction(action);
    if (this.#props.settings.notifyRecovery) alarm.addOkAction(action);
  }
}

interface Composition {
  readonly rule: IAlarmRule;
  readonly after: readonly MadeAlarm[];
  readonly suppressor?: MadeAlarm | undefined;
}

/** A part of all alarms of a severity, where there are more than one rule holds. */
function numbered(name: string, index: number): Subject {
  return { ...ALL, id: `${name}-${index + 1}`, words: `number ${index + 1} of ${name}` };
}

/** A property that the construct does not have. */
function property(alarm: Alarm, name: string, value: object): void {
  const { defaultChild } = alarm.node;
  if (CfnResource.isCfnResource(defaultChild)) defaultChild.addPropertyOverride(name, value);
}
