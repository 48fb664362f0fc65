/**
 * Words and commands of the runbook that several alarms share. Commands are for AWS CLI version 2 and GNU date, and
 * only read.
 */

/** What a person types to see more: what it shows, then the command. Words in capitals stand for names and ARNs. */
export type ShownBy = readonly [what: string, command: string];

export const OWNERS = {
  cause: 'Who the section of the largest cause names.',
  targets: 'The owner of the targets.',
  loadBalancer: 'The owner of the load balancer.',
  deployment:
    'The owner of this deployment. The load balancers and their targets are not concerned, only the view of them.',
} as const;

/** When an alarm over so many minutes of metrics from the logs is OK again. */
export function clearsAfter(minutes: number): string {
  return `The alarm clears ${minutes} minutes after the last bad minute at the latest, a few more if that minute arrived late.`;
}

/** The same of metrics that AWS or the pipeline writes, which are hardly late. */
export function clearsWithin(minutes: number): string {
  return `The alarm clears ${minutes} minutes after the last bad minute at the latest.`;
}

/** Those of its load balancers, target groups, routes or services that are in ALARM. */
export const CONTRIBUTORS: ShownBy = [
  'Which of its load balancers, target groups, routes or services, where it watches several (ALARM is the name in the notification):',
  "aws cloudwatch describe-alarm-contributors --alarm-name ALARM --query 'AlarmContributors[].[ContributorAttributes,StateReason]'",
];

export const TARGET_HEALTH: ShownBy = [
  'Each target, its state and the reason:',
  "aws elbv2 describe-target-health --target-group-arn ARN --query 'TargetHealthDescriptions[].[Target.Id,TargetHealth.State,TargetHealth.Reason,TargetHealth.Description]' --output table",
];

export const HEALTH_CHECK: ShownBy = [
  'What the health check asks and expects:',
  "aws elbv2 describe-target-groups --target-group-arns ARN --query 'TargetGroups[].[HealthCheckProtocol,HealthCheckPort,HealthCheckPath,Matcher.HttpCode,HealthCheckTimeoutSeconds]'",
];

/** A metric of AWS of the last half hour, minute by minute. */
export function minutesOf(metric: string, statistic: 'Sum' | 'Maximum', what: string): ShownBy {
  return [
    what,
    `aws cloudwatch get-metric-statistics --namespace AWS/ApplicationELB --metric-name ${metric} --dimensions Name=LoadBalancer,Value=app/NAME/ID --start-time "$(date -u -d '-30 min' +%FT%TZ)" --end-time "$(date -u +%FT%TZ)" --period 60 --statistics ${statistic} --query 'sort_by(Datapoints,&Timestamp)[].[Timestamp,${statistic}]' --output text`,
  ];
}

/** Lines of a function about its own failures. */
export function failuresIn(logGroup: string): ShownBy {
  return [
    'The reasons of the last hour, newest last:',
    `aws logs tail ${logGroup} --since 1h --format short --filter-pattern '?ERROR ?"Task timed out" ?"Runtime exited" ?"errorType"'`,
  ];
}

export function attributesOf(queue: string): ShownBy {
  return [
    'How many messages wait:',
    `aws sqs get-queue-attributes --queue-url ${queue} --attribute-names ApproximateNumberOfMessages ApproximateNumberOfMessagesNotVisible --output table`,
  ];
}
