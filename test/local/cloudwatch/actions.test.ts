// What holds the actions of an alarm back: its suppressor, by the scenarios of AWS's guide, and mute rules.
import { describe, expect, test } from 'vitest';
import { actionsOf, actionText, type Holding } from '../../../local/cloudwatch/actions.ts';
import { parseCompositeAlarm } from '../../../local/cloudwatch/alarm-properties.ts';
import { type MuteRule, muteWindows, parseMuteRule } from '../../../local/cloudwatch/mute-rules.ts';
import { createMetricStore } from '../../../local/cloudwatch/store.ts';
import { timeline } from '../../../local/cloudwatch/timeline.ts';
import { ARN, monitored } from '../../support/monitored.ts';

const MINUTE = 60_000;
const START = Date.UTC(2026, 4, 4, 10);
const at = (minute: number): number => START + minute * MINUTE;

/** A suppressor that is in ALARM in these minutes; it waits 5 minutes for it and extends by 10. */
function suppressedBy(...spans: readonly (readonly [number, number])[]): Holding {
  const changes = spans.flatMap(([from, to]) => [
    { at: at(from), state: 'ALARM' as const },
    { at: at(to), state: 'OK' as const },
  ]);
  return { suppressor: { alarm: 'Page', waitSeconds: 300, extensionSeconds: 600, changes }, muted: [] };
}

describe('a suppressor', () => {
  test.each<[string, Holding, from: number, to: number, expected: number | string]>([
    ['that stays OK lets the actions be taken when the wait is over', suppressedBy(), 2, 60, 7],
    ['that goes into ALARM during the wait holds them back', suppressedBy([4, 30]), 2, 30, 'Page is in ALARM'],
    ['that is in ALARM already holds them back', suppressedBy([0, 30]), 2, 20, 'Page is in ALARM'],
    ['whose ALARM has ended extends it', suppressedBy([0, 20]), 2, 25, 'Page was in ALARM until 10:20'],
    ['lets what is still in ALARM after the extension act', suppressedBy([0, 20]), 2, 60, 30],
    [
      'that goes into ALARM again holds them back again',
      suppressedBy([0, 20], [28, 50]),
      2,
      55,
      'Page was in ALARM until 10:50',
    ],
    ['does not outlast its extension', suppressedBy([0, 20]), 40, 60, 45],
    ['holds them back where the alarm is over before the wait is', suppressedBy(), 2, 6, 'it waits for Page'],
  ])('%s', (_, holding, from, to, expected) => {
    expect(actionsOf(at(from), at(to), holding)).toEqual(
      typeof expected === 'string' ? { withheldBy: expected } : { takenAt: at(expected) },
    );
  });

  test('is read by its name or ARN, with its periods in seconds', () => {
    const suppressed = parseCompositeAlarm('Ticket', {
      AlarmRule: 'ALARM("a")',
      ActionsSuppressor: 'arn:aws:cloudwatch:eu-central-1:123456789012:alarm:Page',
      ActionsSuppressorWaitPeriod: 300,
      ActionsSuppressorExtensionPeriod: 600,
    });
    expect(suppressed.suppressor).toEqual({ alarm: 'Page', waitSeconds: 300, extensionSeconds: 600 });
    expect(parseCompositeAlarm('Page', { AlarmRule: 'ALARM("a")' }).suppressor).toBeUndefined();
  });

  test('of the ticket is the page, in a deployment', () => {
    const { compositeAlarms } = monitored();
    const ticket = compositeAlarms.find(({ name }) => name.endsWith('-Ticket'));
    expect(ticket?.suppressor).toEqual({ alarm: 'Logs-Page', waitSeconds: 300, extensionSeconds: 600 });
  });
});

const RULE: MuteRule = { name: 'night', alarms: ['Page'], expression: 'cron(0 2 * * *)', timeZone: 'UTC', minutes: 60 };
const clocks = (rule: Partial<MuteRule>, from: string, to: string) =>
  muteWindows({ ...RULE, ...rule }, { from: Date.parse(from), to: Date.parse(to) }).map((window) =>
    [window.from, window.to].map((moment) => new Date(moment).toISOString().slice(0, 16)).join(' to '),
  );

describe('a mute rule', () => {
  test.each<[string, Partial<MuteRule>, string[]]>([
    [
      'every night',
      {},
      [
        '2026-10-24T02:00 to 2026-10-24T03:00',
        '2026-10-25T02:00 to 2026-10-25T03:00',
        '2026-10-26T02:00 to 2026-10-26T03:00',
      ],
    ],
    ['on Sundays', { expression: 'cron(30 2 * * SUN)' }, ['2026-10-25T02:30 to 2026-10-25T03:30']],
    ['from Monday to Friday', { expression: 'cron(0 18 * * MON-FRI)' }, ['2026-10-26T18:00 to 2026-10-26T19:00']],
    [
      'on a day of the month or a weekday',
      { expression: 'cron(0 6 26 * SUN)' },
      ['2026-10-25T06:00 to 2026-10-25T07:00', '2026-10-26T06:00 to 2026-10-26T07:00'],
    ],
    [
      'every twelve hours',
      { expression: 'cron(0 0/12 24 10 *)' },
      ['2026-10-24T00:00 to 2026-10-24T01:00', '2026-10-24T12:00 to 2026-10-24T13:00'],
    ],
    ['once', { expression: 'at(2026-10-24T18:00)', minutes: 5 }, ['2026-10-24T18:00 to 2026-10-24T18:05']],
    [
      'by the clock of a place, before and after its summer time ends',
      { expression: 'cron(0 9 * * *)', timeZone: 'Europe/Berlin' },
      [
        '2026-10-24T07:00 to 2026-10-24T08:00',
        '2026-10-25T08:00 to 2026-10-25T09:00',
        '2026-10-26T08:00 to 2026-10-26T09:00',
      ],
    ],
    ['that began before', { expression: 'at(2026-10-23T23:30)' }, ['2026-10-23T23:30 to 2026-10-24T00:30']],
  ])('is active %s', (_, rule, expected) => {
    expect(clocks(rule, '2026-10-24T00:00Z', '2026-10-27T00:00Z')).toEqual(expected);
  });

  test.each(['cron(0 2 L * *)', 'cron(0 25 * * *)', 'cron(0 2 * *)', 'rate(1 day)'])('fails for %s', (expression) => {
    expect(() => clocks({ expression }, '2026-10-24T00:00Z', '2026-10-25T00:00Z')).toThrow("mute rule 'night'");
  });

  test('holds actions back, and what is still in ALARM at its end acts then', () => {
    const muted = [{ name: 'night', from: at(0), to: at(30) }];
    expect(actionsOf(at(5), at(20), { muted })).toEqual({ withheldBy: 'the mute rule night is active' });
    expect(actionsOf(at(5), at(60), { muted })).toEqual({ takenAt: at(30) });
    expect(actionsOf(at(40), at(60), { muted })).toEqual({ takenAt: at(40) });
  });

  test('is read from a template, and names what a deployment mutes', () => {
    const muteWindow = { name: 'backup', schedule: 'cron(0 2 * * SUN)', minutes: 1530, timeZone: 'Europe/Berlin' };
    const { muteRules } = monitored({ props: { loadBalancers: [ARN] }, settings: { muteWindows: [muteWindow] } });
    expect(muteRules).toMatchObject([{ expression: 'cron(0 2 * * SUN)', timeZone: 'Europe/Berlin', minutes: 1530 }]);
    expect(muteRules[0]?.alarms).toEqual(expect.arrayContaining(['Logs-Page', 'Logs-Ticket']));
  });

  test('fails for a duration that is none', () => {
    const Rule = { Schedule: { Expression: 'cron(0 2 * * *)', Duration: '1 hour' } };
    expect(() => parseMuteRule('night', { Rule })).toThrow("Duration is '1 hour'");
  });
});

test('a change to ALARM tells what became of its actions, for a muted and for a suppressed alarm only', () => {
  const composite = (name: string, suppressor?: { alarm: string; waitSeconds: number; extensionSeconds: number }) =>
    ({ kind: 'composite', name, description: undefined, rule: 'TRUE', suppressor }) as const;
  const alarms = [
    composite('Plain'),
    composite('Page'),
    composite('Ticket', { alarm: 'Plain', waitSeconds: 300, extensionSeconds: 600 }),
    composite('Slow', { alarm: 'of the account', waitSeconds: 300, extensionSeconds: 600 }),
  ];
  const muteRules = [{ ...RULE, expression: 'at(2026-05-04T09:30)', minutes: 40 }];
  const told = timeline(alarms, createMetricStore(), { from: at(0), to: at(30), muteRules }).map(
    ({ changes: [first] }) => actionText(first?.at ?? 0, first?.actions),
  );
  expect(told).toEqual([
    undefined,
    'takes its actions at 10:10',
    'takes no action: Plain is in ALARM',
    'takes its actions at 10:05',
  ]);
});
