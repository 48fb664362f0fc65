import { describe, expect, test } from 'vitest';
import { alarmSettings } from '../../../lib/settings/alarms.ts';
import { ARN, monitored, resourcesOf } from '../../support/monitored.ts';

const DEPLOYMENT = 'arn:aws:cloudwatch:eu-central-1:123456789012:alarm:deployment';

describe('mute windows', () => {
  const muteWindows = [
    { name: 'backup', schedule: 'cron(0 2 * * SUN)', minutes: 90, timeZone: 'Europe/Berlin' },
    { name: 'move', schedule: 'at(2026-12-24T18:00)', minutes: 21_600, timeZone: 'UTC' },
  ];
  const { template } = monitored({ props: { loadBalancers: [ARN] }, settings: { muteWindows } });
  const rules = resourcesOf(template, 'AWS::CloudWatch::AlarmMuteRule').map(({ Properties }) => Properties);

  test('are a rule each, with its schedule', () => {
    expect(rules.map(({ Rule }) => Rule)).toEqual([
      { Schedule: { Duration: 'PT1H30M', Expression: 'cron(0 2 * * SUN)', Timezone: 'Europe/Berlin' } },
      { Schedule: { Duration: 'P15D', Expression: 'at(2026-12-24T18:00)', Timezone: 'UTC' } },
    ]);
  });

  test('mute what notifies about load balancers, and not the alarms on the pipeline', () => {
    const targets = JSON.stringify(rules[0]?.MuteTargets);
    expect(targets).toContain('AlarmsPage');
    expect(targets).toContain('AlarmsTicket');
    expect(targets).toContain('UnhealthyHosts');
    expect(targets).not.toMatch(/DeadLetters|OldestMessage|LogsStopped|AlarmsPart/);
  });

  test('are none by default', () => {
    const none = monitored({ props: { loadBalancers: [ARN] } }).template;
    expect(resourcesOf(none, 'AWS::CloudWatch::AlarmMuteRule')).toEqual([]);
  });

  const wrong: [string, object, RegExp][] = [
    ['a rate', { name: 'a', schedule: 'rate(1 day)', minutes: 5 }, /cron\(minute hour day month weekday\)/],
    ['a cron expression of six fields', { name: 'a', schedule: 'cron(0 2 * * ? *)', minutes: 5 }, /cron\(minute/],
    ['more than 15 days', { name: 'a', schedule: 'cron(0 2 * * *)', minutes: 21_601 }, /from 1 to 21600/],
    ['no name', { name: '', schedule: 'cron(0 2 * * *)', minutes: 5 }, /letters, digits/],
  ];
  test.each(wrong)('refuse %s', (_, window, message) => {
    expect(() => alarmSettings.parse({ muteWindows: [window] })).toThrow(message);
  });
});

describe('deployments', () => {
  const composites = (settings: object) =>
    resourcesOf(
      monitored({ props: { loadBalancers: [ARN] }, settings }).template,
      'AWS::CloudWatch::CompositeAlarm',
    ).map(({ Properties }) => Properties);
  const suppressed = (settings: object) =>
    composites(settings).filter(({ ActionsSuppressor }) => ActionsSuppressor !== undefined);

  test('let tickets wait, and neither pages nor missing logs', () => {
    const waiting = suppressed({ deploymentAlarmArn: DEPLOYMENT });
    expect(waiting.map(({ AlarmName }) => AlarmName)).toEqual(['Logs-Ticket']);
    expect(waiting[0]).toMatchObject({ ActionsSuppressorWaitPeriod: 300, ActionsSuppressorExtensionPeriod: 600 });
  });

  test('are one of the two things that Ticket waits for; the other is the page', () => {
    const all = composites({ deploymentAlarmArn: DEPLOYMENT });
    const both = all.find(({ AlarmName }) => AlarmName === 'Logs-Part-TicketSuppressor');
    expect(both?.AlarmRule).toBe(`ALARM("Logs-Page") OR ALARM("${DEPLOYMENT}")`);
    const ticket = all.find(({ AlarmName }) => AlarmName === 'Logs-Ticket');
    expect(JSON.stringify(ticket?.ActionsSuppressor)).toContain('TicketSuppressor');
  });

  test('change nothing where no setting names their alarm', () => {
    const [only, ...more] = suppressed({});
    expect(more).toEqual([]);
    expect(only?.AlarmName).toBe('Logs-Ticket');
    expect(JSON.stringify(only?.ActionsSuppressor)).toContain('AlarmsPage');
  });

  test('are told by an alarm, whose ARN is checked', () => {
    expect(() => alarmSettings.parse({ deploymentAlarmArn: 'deployment' })).toThrow(/the ARN of an alarm/);
  });
});
