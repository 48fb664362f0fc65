/** The words of the alarms on the pipeline. */
import type { AlarmText } from './alarm-text.ts';
import { attributesOf, clearsWithin, failuresIn, OWNERS } from './runbook-words.ts';

export const PIPELINE_TEXTS = {
  LogsStopped: {
    title: 'Logs stopped',
    means:
      "AWS's own metrics show traffic, but for 30 minutes no line of the access log was counted. Until logs arrive, the other alarms from the log see nothing.",
    look: '"Pipeline: log objects" on the dashboard. If objects of other load balancers arrive, the problem is this load balancer. If none arrive, it is the bucket, the queue or the function.',
    act: 'Check that access logs are on and go to this bucket and prefix, that the bucket policy was not replaced, and that the bucket still notifies the queue.',
    who: OWNERS.deployment,
    commands: [
      [
        'Whether the load balancer writes logs, and where:',
        'aws elbv2 describe-load-balancer-attributes --load-balancer-arn ARN --query "Attributes[?starts_with(Key,\'access_logs\')]"',
      ],
      [
        'Whether objects arrive:',
        'aws s3 ls s3://BUCKET/PREFIX/AWSLogs/ACCOUNT/elasticloadbalancing/REGION/$(date -u +%Y/%m/%d)/ | tail -3',
      ],
      ['Whether the bucket reports them:', 'aws s3api get-bucket-notification-configuration --bucket BUCKET'],
    ],
    clears:
      'The alarm clears within 10 minutes of the first line that is counted again. A node writes its log every 5 minutes.',
    query: 'objects',
    settings: ['disconnected'],
  },
  DeadLetters: {
    title: 'Log objects in the dead-letter queue',
    means:
      'At least one log object could not be counted, after all retries or because no retry can help. Its lines are missing from the metrics until you redrive it.',
    look: 'The messages of the dead-letter queue name the objects. The log of the function has an error line for each, with the reason.',
    act: 'Fix the cause (permission, corrupt object, limit), then run: npx elb-log-metrics redrive (the output RedriveCommand of the stack has the whole command). If an object can never be read, delete its message from the queue.',
    who: OWNERS.deployment,
    commands: [attributesOf('DEAD_LETTER_QUEUE_URL')],
    clears: 'The alarm clears a few minutes after the dead-letter queue is empty.',
    query: 'objects',
  },
  FailedObjects: {
    title: 'Log objects that cannot be read',
    means:
      'At least one log object cannot be counted, and a retry will not help: a container that is not read, damaged data, no readable line, a limit, or an unknown message.',
    look: 'The log line of each failed object: its kind (failure) and the reason (error).',
    act: 'Change what writes the object (compression, output format), or correct formatByPrefix. Then redrive the message. If an object can never be read, delete its message from the dead-letter queue.',
    who: OWNERS.deployment,
    clears:
      'The alarm clears 5 to 10 minutes after the last object that fails. The messages stay in the dead-letter queue until they are redriven: that is the alarm DeadLetters.',
    query: 'objects',
  },
  NothingReceived: {
    title: 'No logs arrive',
    means:
      'No log object was counted for 24 hours. Either no log is delivered, or this deployment does not receive it, or it ignores what it receives.',
    look: 'The bucket: is there an object of today under the prefix? On the dashboard, "Pipeline: queue": do messages arrive?',
    act: 'No object: switch the logs on (output SwitchOnCommand) and check the bucket policy. Objects, but no messages: check the notification of the bucket and its prefix. Messages, but nothing counted: the saved query says why the objects are ignored or fail.',
    who: OWNERS.deployment,
    commands: [
      ['Whether objects of today are there:', 'aws s3 ls --recursive s3://BUCKET/PREFIX/ | tail -3'],
      ['Whether the bucket reports them:', 'aws s3api get-bucket-notification-configuration --bucket BUCKET'],
      attributesOf('QUEUE_URL'),
    ],
    clears: 'The alarm clears within an hour of the first object that is counted.',
    query: 'objects',
  },
  OldestMessage: {
    title: 'Log objects wait too long',
    means:
      'The oldest log object has waited for more than {oldestMessageSeconds} seconds. Alarms from the log look back 25 minutes, so they may miss what is happening now.',
    look: 'On the dashboard, "Pipeline: queue" and "Pipeline: log objects": what waits, and what is counted. "Pipeline: function": errors, throttles and duration.',
    act: 'Errors: see the alarm FunctionErrors. Throttles: raise the concurrency. Neither: one very large object, or a short burst.',
    who: OWNERS.deployment,
    commands: [attributesOf('QUEUE_URL')],
    clears: clearsWithin(5),
    query: 'objects',
    settings: ['oldestMessageSeconds'],
  },
  FunctionErrors: {
    title: 'The function fails',
    means:
      'The function that reads the logs failed as a whole (timeout, out of memory, start-up) in two of three periods of five minutes.',
    look: 'Its log group: the last lines before REPORT say whether it is time, memory or an error.',
    act: 'Timeout or memory: raise function.timeoutSeconds or function.memoryMiB. If it began with a deployment, roll back. Nothing is lost: objects wait in the queue.',
    who: OWNERS.deployment,
    commands: [failuresIn('LOG_GROUP')],
    clears: clearsWithin(15),
    query: 'objects',
  },
  FunctionThrottles: {
    title: 'The function is throttled',
    means:
      'Lambda refused to start the function for 15 minutes, because the concurrency of the account or of the function is used up.',
    look: 'ConcurrentExecutions of the account, and its quota.',
    act: 'Raise the quota, or find the function that uses it up. Objects wait in the queue meanwhile.',
    who: OWNERS.deployment,
    commands: [
      ['The concurrency of the account and what is reserved:', 'aws lambda get-account-settings --query AccountLimit'],
      ['What is reserved for the function:', 'aws lambda get-function-concurrency --function-name FUNCTION'],
    ],
    clears: 'The alarm clears 5 minutes after the last throttle at the latest.',
  },
  UnparsedLines: {
    title: 'Lines that could not be read',
    means:
      'Lines of a known log could not be read: {unparsedLines} or more within five minutes. They are in no metric.',
    look: 'The log lines of objects with unparsed lines: which object, load balancer and format.',
    act: 'Compare one of the lines with the format in docs/formats.md. If AWS changed the format, update. If the object is not a log, exclude it with a filter.',
    who: OWNERS.deployment,
    clears: 'The alarm clears 5 to 10 minutes after the last object with such a line.',
    query: 'objects',
    settings: ['unparsedLines'],
  },
  SeriesDropped: {
    title: 'Too many series',
    means:
      'A load balancer has more series (target groups, routes, codes) than maxSeriesPerLoadBalancer allows. The rest are published as Other.',
    look: 'The log lines of objects with seriesDropped: which load balancer, and the names.',
    act: 'Raise maxSeriesPerLoadBalancer if you want them ($0.30 a month each), or set targetGroups to false.',
    who: OWNERS.deployment,
    clears: 'The alarm clears 15 to 30 minutes after the last object with too many series.',
    query: 'objects',
  },
  VerdictErrors: {
    title: 'The function that says what broke has failed',
    means:
      'The function that explains alarms failed at least once within five minutes. Alarms still arrive. The message that explains them may not.',
    look: 'The log group of the function, whose name contains Verdict: the last lines before REPORT.',
    act: 'Access denied: give its role the permissions back that the stack made. Timeout: it reads CloudWatch Logs, which may be slow. If it began with a deployment, roll back.',
    who: OWNERS.deployment,
    commands: [failuresIn('VERDICT_LOG_GROUP')],
    clears:
      'The alarm clears 5 to 10 minutes after the last failure. The function runs every five minutes and says then what it could not say.',
  },
} as const satisfies Record<string, AlarmText>;
