/**
 * The settings of the alarms, under `alarms`. Every threshold has a default and a sentence that says why;
 * docs/alarms.md has the measurements.
 */
import { z } from 'zod';
import { DEFAULT_CONFIG } from '../../lambda/config.ts';
import { allowedSettings, overrides } from './allowed.ts';
import { between, flag, list, matching, percentSetting, wholeNumber } from './values.ts';

const countSetting = () => wholeNumber(1, 1_000_000);

const TOPIC_ARN = [
  /^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[\w-]{1,256}$/,
  'the ARN of an SNS topic (arn:aws:sns:<region>:<account>:<name>)',
] as const;

const EMAIL = [/^[^@\s]+@[^@\s]+\.[^@\s]+$/, 'an email address'] as const;

const muteWindow = z
  .strictObject({
    name: matching(/^[\w-]{1,64}$/, 'letters, digits, - and _, at most 64'),
    schedule: matching(
      /^(?:cron\((?:\S+ ){4}\S+\)|at\(\d{4}-\d\d-\d\dT\d\d:\d\d\))$/,
      'cron(minute hour day month weekday) or at(2026-12-24T18:00)',
    ).describe('When it begins.'),
    minutes: wholeNumber(1, 21_600).describe('How long it lasts, at most 15 days.'),
    timeZone: matching(/^[A-Za-z_]+(?:\/[\w+-]+)*$/, 'a time zone such as Europe/Berlin')
      .default('UTC')
      .describe('The time zone of the schedule.'),
  })
  .meta({ right: 'an object such as {"name": "backup", "schedule": "cron(0 2 * * SUN)", "minutes": 60}' });

export const alarmSettings = z.strictObject({
  topicArn: matching(...TOPIC_ARN)
    .optional()
    .describe(
      'Your SNS topic for pages, and for tickets if they have no other topic or email. Without it the stack makes a topic.',
    ),
  email: list(matching(...EMAIL))
    .default([])
    .describe(
      'Email addresses for pages, and for tickets if they have no other topic or email. Each address has to confirm once.',
    ),
  ticketTopicArn: matching(...TOPIC_ARN)
    .optional()
    .describe('Your SNS topic for tickets.'),
  ticketEmail: list(matching(...EMAIL))
    .default([])
    .describe('Email addresses for tickets, instead of `email`.'),
  notifyRecovery: flag()
    .default(true)
    .describe('Also notify when an alarm is over. Incident tools close the incident then.'),
  runbookUrl: matching(
    /^https?:\/\/[\x21-\x7e]{1,190}$/,
    'an address that begins with https:// or http://, of at most 200 characters',
  )
    .optional()
    .describe('Address of your copy of docs/runbook.md. Each alarm then links to its section.'),
  errorPercent: allowedSettings.errorPercent.default(DEFAULT_CONFIG.allowed.errorPercent),
  slowSeconds: allowedSettings.slowSeconds.default(DEFAULT_CONFIG.allowed.slowSeconds),
  slowPercent: allowedSettings.slowPercent.default(DEFAULT_CONFIG.allowed.slowPercent),
  overrides: overrides.describe('Other limits for some load balancers, target groups or routes.'),
  minimumRequests: countSetting()
    .default(20)
    .describe(
      'How many requests a share needs before an alarm judges it. With fewer, one failed request could raise an alarm.',
    ),
  minimumErrors: countSetting()
    .default(10)
    .describe(
      'How many errors an alarm on a burn rate or a share needs. With fewer, one failure in a quiet hour could raise it.',
    ),
  causeCount: countSetting()
    .default(10)
    .describe(
      'Requests that failed within 15 minutes because AWS WAF or the authentication did not work. Both counts are zero normally.',
    ),
  rejectedConnections: countSetting()
    .default(1)
    .describe('Connections a minute that were rejected because the load balancer was full. Zero normally.'),
  slo: between(90, 99.999, 'a percentage')
    .optional()
    .describe(
      'Percentage of requests that you promise to answer without a 5xx, such as 99.9. It adds alarms on the burn rate. Only you know your promise, so there is no default.',
    ),
  slowSlo: between(90, 99.999, 'a percentage')
    .optional()
    .describe(
      'Percentage of requests that you promise to answer in time, such as 99. It adds the same alarms for slow requests.',
    ),
  oldestMessageSeconds: wholeNumber(60, 86_400)
    .default(900)
    .describe(
      'Age of the oldest log object that waits to be read. The other alarms can use data that are up to 15 minutes late.',
    ),
  unparsedLines: countSetting()
    .default(1)
    .describe('Lines within five minutes that could not be read. Zero unless a format changes.'),
  disconnected: flag()
    .default(true)
    .describe('Alarm when one of `loadBalancers` has traffic and no log of it arrives for 30 minutes.'),
  nothingReceived: flag()
    .default(true)
    .describe('Alarm when no log object is counted for 24 hours. A new deployment has a day to begin.'),
  trafficStopped: flag()
    .default(true)
    .describe(
      'Alarm when one of `loadBalancers` gets no request for ten minutes, after an hour with 600 or more. Set it to false if your nights are that quiet.',
    ),
  muteWindows: list(muteWindow)
    .default([])
    .describe(
      'Times in which no alarm on load balancers notifies: maintenance, load tests, nights of a test environment.',
    ),
  deploymentAlarmArn: matching(
    /^arn:aws[a-z-]*:cloudwatch:[a-z0-9-]+:\d{12}:alarm:.{1,255}$/,
    'the ARN of an alarm (arn:aws:cloudwatch:<region>:<account>:alarm:<name>)',
  )
    .optional()
    .describe('Your alarm that is in ALARM while you deploy. Tickets wait for it; pages do not.'),
  tlsFailurePercent: percentSetting()
    .default(20)
    .describe('Family `connections`: percentage of TLS handshakes that fail. Scanners alone cause a few percent.'),
  healthCheckFailures: countSetting()
    .default(5)
    .describe(
      'Family `healthChecks`: failed checks of a load balancer within 15 minutes. Two nodes that see two failures make four, so five are more than one short failure.',
    ),
  healthStateChanges: countSetting()
    .default(8)
    .describe(
      'Family `healthChecks`: changes between passed and failed within 15 minutes. A restart makes two changes on each node, so eight are more than one restart.',
    ),
  wafBlockedPercent: percentSetting()
    .default(20)
    .describe(
      'Family `firewall`: percentage of requests that AWS WAF blocks. A new rule that blocks good traffic quickly exceeds 20 %.',
    ),
});
