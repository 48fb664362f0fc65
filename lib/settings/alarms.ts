/**
 * Settings of the alarms: part `alarms` of the settings. In: what a person wrote. Out: one checked object in which
 * nothing is missing. Every threshold has a default and a sentence why; `docs/alarms.md` has the measurements behind them.
 */
import { z } from 'zod';
import { DEFAULT_CONFIG } from '../../lambda/config.ts';
import { allowedSettings, overrides } from './allowed.ts';
import { between, flag, list, matching, percent, whole } from './values.ts';

const count = () => whole(1, 1_000_000);

const TOPIC_ARN = [
  /^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[\w-]{1,256}$/,
  'the ARN of an SNS topic (arn:aws:sns:<region>:<account>:<name>)',
] as const;

const EMAIL = [/^[^@\s]+@[^@\s]+\.[^@\s]+$/, 'an e-mail address'] as const;

const muteWindow = z
  .strictObject({
    name: matching(/^[\w-]{1,64}$/, 'letters, digits, - and _, at most 64'),
    schedule: matching(
      /^(?:cron\((?:\S+ ){4}\S+\)|at\(\d{4}-\d\d-\d\dT\d\d:\d\d\))$/,
      'cron(minute hour day month weekday) or at(2026-12-24T18:00)',
    ).describe('When it begins.'),
    minutes: whole(1, 21_600).describe('How long it lasts, at most 15 days.'),
    timeZone: matching(/^[A-Za-z_]+(?:\/[\w+-]+)*$/, 'a time zone such as Europe/Berlin')
      .default('UTC')
      .describe('The time zone of the schedule.'),
  })
  .meta({ right: 'an object such as {"name": "backup", "schedule": "cron(0 2 * * SUN)", "minutes": 60}' });

export const alarmSettings = z.strictObject({
  topicArn: matching(...TOPIC_ARN)
    .optional()
    .describe(
      'A topic of yours for pages, and for tickets too if nothing else is set; without it the stack makes one.',
    ),
  email: list(matching(...EMAIL))
    .default([])
    .describe(
      'Addresses that get a mail for every page, and for tickets too if nothing else is set; each has to confirm once.',
    ),
  ticketTopicArn: matching(...TOPIC_ARN)
    .optional()
    .describe('Another topic of yours, for tickets.'),
  ticketEmail: list(matching(...EMAIL))
    .default([])
    .describe('Addresses that get the tickets instead of those of `email`.'),
  notifyRecovery: flag()
    .default(true)
    .describe('Notify when an alarm is over, too; incident tools close their incident on it.'),
  runbookUrl: matching(
    /^https?:\/\/[\x21-\x7e]{1,190}$/,
    'an address that begins with https:// or http://, of at most 200 characters',
  )
    .optional()
    .describe(
      'Address of your copy of docs/runbook.md, which alarms then link to. Without it they say what the runbook says.',
    ),
  errorPercent: allowedSettings.errorPercent.default(DEFAULT_CONFIG.allowed.errorPercent),
  slowSeconds: allowedSettings.slowSeconds.default(DEFAULT_CONFIG.allowed.slowSeconds),
  slowPercent: allowedSettings.slowPercent.default(DEFAULT_CONFIG.allowed.slowPercent),
  overrides: overrides.describe('What is allowed elsewhere, for some load balancers, target groups or routes.'),
  minimumRequests: count()
    .default(20)
    .describe('Requests that a share is judged on at least. Fewer, and one unlucky request is an alarm.'),
  minimumErrors: count()
    .default(10)
    .describe(
      'Errors that an alarm on a burn rate or a share needs at least. With fewer, one failure of a quiet hour would be everything.',
    ),
  causeCount: count()
    .default(10)
    .describe(
      'Requests failed within 15 minutes because AWS WAF or the authentication did not work. Both are zero while all is well.',
    ),
  rejectedConnections: count()
    .default(1)
    .describe('Connections rejected because the load balancer was at its maximum, a minute. Zero while all is well.'),
  slo: between(90, 99.999, 'a percentage')
    .optional()
    .describe(
      'Share of requests, in percent, that you promise not to answer with 5xx, such as 99.9: adds alarms on the burn rate. Only you know the promise, so there is no default.',
    ),
  slowSlo: between(90, 99.999, 'a percentage')
    .optional()
    .describe('Share of requests, in percent, that you promise not to be slow, such as 99: adds the same alarms.'),
  oldestMessageSeconds: whole(60, 86_400)
    .default(900)
    .describe(
      'Age of the oldest log object not read yet. 15 minutes is as late as data may be for the alarms above to see them.',
    ),
  unparsedLines: count()
    .default(1)
    .describe('Lines that could not be read within five minutes. Zero unless a format changes.'),
  disconnected: flag()
    .default(true)
    .describe(
      'Alarm when a named load balancer has traffic by its native metrics and no log of it arrives for 30 minutes.',
    ),
  nothingReceived: flag()
    .default(true)
    .describe('Alarm when no log object at all was announced for 24 hours; a new deployment has a day to begin.'),
  trafficStopped: flag()
    .default(true)
    .describe(
      'Alarm when a named load balancer gets no request for ten minutes after an hour with 600 or more. Set false where nights are that quiet.',
    ),
  muteWindows: list(muteWindow)
    .default([])
    .describe(
      'Times in which no alarm of load balancers notifies: maintenance, tests of load, nights of a test environment.',
    ),
  deploymentAlarmArn: matching(
    /^arn:aws[a-z-]*:cloudwatch:[a-z0-9-]+:\d{12}:alarm:.{1,255}$/,
    'the ARN of an alarm (arn:aws:cloudwatch:<region>:<account>:alarm:<name>)',
  )
    .optional()
    .describe('An alarm of yours that is in ALARM while a deployment runs: tickets wait meanwhile, pages do not.'),
  tlsFailurePercent: percent()
    .default(20)
    .describe('Family `connections`: share of TLS handshakes that fail. Scanners alone make a few percent.'),
  healthCheckFailures: count()
    .default(5)
    .describe(
      'Family `healthChecks`: failed checks of a load balancer within 15 minutes. Five are two checks by two nodes and one more.',
    ),
  healthStateChanges: count()
    .default(8)
    .describe(
      'Family `healthChecks`: changes between passed and failed within 15 minutes. A restart makes two on each node; 8 are more than one restart.',
    ),
  wafBlockedPercent: percent()
    .default(20)
    .describe('Family `firewall`: share of requests blocked. A new rule that blocks good traffic jumps over it.'),
});
