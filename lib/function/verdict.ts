/**
 * The function that follows an alarm with a verdict: EventBridge starts it, it reads metrics and the pipeline's log
 * lines, remembers in the ledger's table what it has told, and publishes to the topic of the severity. It reads no log
 * and needs no VPC. No alarm waits for it; if it fails, an alarm says so (lib/alarms/verdict-errors.ts).
 */
import { Aws, Duration } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as LambdaTarget } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { verdictToEnvironment } from '../../lambda/verdict/settings.ts';
import type { Settings } from '../settings/types.ts';
import { bundledFunction } from './bundled-function.ts';

export interface VerdictProps {
  readonly settings: Settings;
  readonly key: IKey | undefined;
  /** How the names of the alarms begin, and the name of the dashboard. */
  readonly name: string;
  readonly ledger: Table;
  /** Of the function that reads logs. */
  readonly logGroup: ILogGroup;
  readonly topics: { readonly page: ITopic; readonly ticket: ITopic };
}

/** Alarms about requests begin so, after the name of the stack; those about the pipeline have nothing to judge. */
const REQUEST_ALARMS = [
  ...['Page', 'Ticket', 'Errors', 'Slow', 'ErrorBudget', 'Native'],
  ...['WafUnavailable', 'AuthenticationFailed', 'NoHealthyTargets', 'TrafficStopped', 'RejectedConnections'],
];
const CHANGES = ['CloudWatch Alarm State Change', 'CloudWatch Alarm Contributor State Change'];
/** While an alarm is in ALARM or an incident open, it looks again; otherwise it ends after one read of an item. */
const LOOK_AGAIN = Duration.minutes(5);
/** The name of the item in the ledger's table: MEMORY_ID of lambda/verdict/account/memory.ts. */
const MEMORY_ID = 'verdict/known';

export class VerdictFunction extends Construct {
  readonly function: LambdaFunction;
  /** Where it writes what it has told. */
  readonly logGroup: ILogGroup;

  constructor(scope: Construct, id: string, props: VerdictProps) {
    super(scope, id);
    const { settings, key } = props;
    const handler = bundledFunction(this, {
      bundle: 'verdict',
      description: 'Says what broke, where and since when, after an alarm of a load balancer',
      memoryMiB: 512,
      timeout: Duration.minutes(2),
      environment: this.#environment(props),
      ...{ settings, key },
    });
    this.function = handler.function;
    this.logGroup = handler.logGroup;
    this.#grant(props);
    const targets = [new LambdaTarget(this.function, { retryAttempts: 2, maxEventAge: Duration.minutes(15) })];
    new Rule(this, 'AlarmChanges', {
      description: 'An alarm about requests, or a contributor of one, has changed its state',
      eventPattern: {
        source: ['aws.cloudwatch'],
        detailType: CHANGES,
        detail: { alarmName: REQUEST_ALARMS.map((name) => ({ prefix: `${props.name}-${name}` })) },
      },
      targets,
    });
    new Rule(this, 'Clock', {
      description: 'Lets the verdict notice a changed picture and the end of an incident',
      schedule: Schedule.rate(LOOK_AGAIN),
      targets,
    });
  }

  #environment({ settings, name, ledger, logGroup, topics }: VerdictProps): Record<string, string> {
    const { namespace, extraDimensions, alarms } = settings;
    const { logGroupName } = logGroup;
    return verdictToEnvironment({
      ...{ namespace, extraDimensions, logGroupName, alarmPrefix: `${name}-`, table: ledger.tableName },
      topics: { page: topics.page.topicArn, ticket: topics.ticket.topicArn },
      allowedPercent: alarms.errorPercent,
      links: {
        ...{ region: Aws.REGION, accountId: Aws.ACCOUNT_ID, dashboardName: name },
        ...{ logGroupName, namespace },
      },
    });
  }

  #grant({ key, ledger, logGroup, topics }: VerdictProps): void {
    const allow = (
      actions: readonly string[],
      resources: readonly string[],
      conditions?: Record<string, unknown>,
    ): void => {
      const statement = { actions: [...actions], resources: [...resources] };
      this.function.addToRolePolicy(
        new PolicyStatement(conditions === undefined ? statement : { ...statement, conditions }),
      );
    };
    // Neither reading metrics nor the results of a query knows resources; starting a query does.
    allow(['cloudwatch:GetMetricData', 'logs:GetQueryResults'], ['*']);
    allow(['logs:StartQuery'], [logGroup.logGroupArn]);
    allow(['dynamodb:GetItem', 'dynamodb:PutItem'], [ledger.tableArn], {
      'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': [MEMORY_ID] },
    });
    allow(['sns:Publish'], [...new Set([topics.page.topicArn, topics.ticket.topicArn])]);
    if (key === undefined) return;
    allow(['kms:Decrypt', 'kms:GenerateDataKey', 'kms:Encrypt', 'kms:DescribeKey'], [key.keyArn]);
  }
}
