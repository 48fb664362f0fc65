/**
 * The verdict's function in a stand-in of an account: what it tells, when, and that it finds what the engine finds at
 * the local run.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import { essence, toldIn } from '../../../bench/verdict/in-account.ts';
import { evidenceOf, type Played, play } from '../../../bench/verdict/play.ts';
import { type StandIn, standIn } from '../../../bench/verdict/stand-in.ts';
import { answerEvent, severityOf } from '../../../lambda/verdict/account/answer.ts';
import { startedBy } from '../../../lambda/verdict/account/started-by.ts';
import { judge } from '../../../lambda/verdict/judge.ts';
import { SCENARIO_MINUTES, SCENARIO_START, scenario } from '../../../local/generate/scenarios/index.ts';
import type { Truth } from '../../../local/generate/scenarios/scenario.ts';
import { mailOfFirst } from '../../support/mails.ts';
import { rounds } from '../../support/rounds.ts';

const MINUTE = 60_000;
const minute = (number: number): number => SCENARIO_START + number * MINUTE;
const alarm = (alarmName: string, value: string) => ({
  'detail-type': 'CloudWatch Alarm State Change',
  detail: { alarmName, state: { value } },
});
const CLOCK = { 'detail-type': 'Scheduled Event', detail: {} };

let played: Played;
let truth: Truth;
/** Run until half an hour after the end. */
let whole: StandIn;
beforeAll(async () => {
  const one = scenario('release: timeouts', 14);
  [truth] = one.truths as [Truth];
  played = await play(one);
  whole = await run({ until: minute(SCENARIO_MINUTES + 30) });
});

/** The alarm fires so long after the incident began; then the clock strikes every five minutes. */
async function run({
  until,
  minutesLate = 15,
}: {
  readonly until: number;
  readonly minutesLate?: number;
}): Promise<StandIn> {
  let now = minute(truth.fromMinute + minutesLate);
  const one = standIn(played.store, played.written, () => now);
  await answerEvent(one.account, alarm('Logs-Page', 'ALARM'), now);
  for (now += 5 * MINUTE; now < until; now += 5 * MINUTE) {
    if (now > minute(truth.toMinute + 20)) await answerEvent(one.account, alarm('Logs-Page', 'OK'), now);
    await answerEvent(one.account, CLOCK, now);
  }
  return one;
}

describe('one incident', () => {
  test('is told when the alarm fires, and once more when it is over', () => {
    const { published } = whole;
    const stages = published.map(({ subject }) => /^\[(.*?)\]/.exec(subject)?.[1]);
    expect(stages[0]).toBe('page');
    expect(stages.at(-1)).toBe('over');
    expect(stages.filter((stage) => stage === 'over')).toHaveLength(1);
    expect(stages.length).toBeLessThanOrEqual(5);
    expect(published.every(({ topic }) => topic.endsWith(':page'))).toBe(true);
  });

  test('has the place, the cause and the numbers in the email, and the same in the forms of chat and programs', async () => {
    const { published } = await run({ until: 0 });
    const [first] = published;
    const group = truth.targetGroup ?? '';
    expect(first?.texts.email).toContain(`target group ${group}`);
    expect(first?.texts.email).toContain('504 TargetTimeout');
    expect(first?.texts.email).toContain('WHAT TO DO');
    expect(first?.texts.email).toContain('The idle timeout ends the wait after 60.0 s');
    expect(JSON.parse(first?.texts.https ?? '')).toMatchObject({ version: '1.0', source: 'custom' });
    expect(JSON.parse(first?.texts.lambda ?? '')).toMatchObject({ schemaVersion: 1, stage: 'new', severity: 'page' });
    expect(first?.texts.sms?.length).toBeLessThanOrEqual(140);
  });

  test('is found as locally once its data have arrived', async () => {
    const atDesk = judge(await evidenceOf(played)).incidents[0];
    const { published } = whole;
    const last = JSON.parse(published.at(-1)?.texts.lambda ?? '{}').incident;
    for (const name of [
      'kind',
      'from',
      'to',
      'failed',
      'causes',
      'codes',
      'timeouts',
      'where',
      'origin',
      'confidence',
    ] as const)
      expect(last[name], name).toEqual(JSON.parse(JSON.stringify(atDesk?.[name])));
  });

  test('is told in an email that lies here as a file, like those of words/mail.test.ts', async () => {
    const { subject, text } = mailOfFirst(judge(await evidenceOf(played)).incidents, 'new');
    await expect(`Subject: ${subject}\n\n${text}`).toMatchFileSnapshot('words/emails/a-bad-release.txt');
  });

  test('leaves a line with the words of each message, which the dashboard shows', async () => {
    const lines: unknown[] = [];
    const now = minute(truth.fromMinute + 15);
    const { account } = standIn(played.store, played.written, () => now);
    await answerEvent(
      { ...account, console: { log: (line: unknown) => lines.push(line) } },
      alarm('Logs-Page', 'ALARM'),
      now,
    );
    expect(lines).toMatchObject([
      {
        kind: 'incident',
        stage: 'new',
        severity: 'page',
        headline: expect.stringContaining('requests of load balancer'),
      },
    ]);
    expect(lines).toMatchObject([{ time: expect.stringMatching(/^2026-05-04T1\d:\d\d/), behind: expect.any(String) }]);
  });

  test('is told once where two alarms of it start the function at once', async () => {
    const now = minute(truth.fromMinute + 15);
    const { account, published } = standIn(played.store, played.written, () => now);
    await Promise.all(['Logs-Page', 'Logs-Ticket'].map((name) => answerEvent(account, alarm(name, 'ALARM'), now)));
    expect(published).toHaveLength(1);
  });

  test('has no second message while nothing changes', async () => {
    const now = minute(truth.toMinute + 8);
    const { account, published } = standIn(played.store, played.written, () => now);
    await answerEvent(account, alarm('Logs-Page', 'ALARM'), now);
    for (const _ of [1, 2, 3]) await answerEvent(account, CLOCK, now);
    expect(published).toHaveLength(1);
  });
});

const PLAYS = [
  ['service by host in a shared target group', 21, 1],
  ['one node', 2, 1],
  ['two at once', 1, 2],
  ['errors under a flood of 403', 1, 1],
  ['quiet: flood of 404', 1, 0],
  ['one target: errors', 8, 1],
  // Here a second one is found that is none, and taken back.
  ['slow dependency of a route', 11, 1],
] as const;
test.each(PLAYS.slice(0, rounds(0, PLAYS.length)))(
  '%s: the function tells what the engine says on this machine',
  async (name, seed, incidents) => {
    const one = scenario(name, seed);
    const made = await play(one);
    const here = judge(await evidenceOf(made)).incidents.map(essence);
    expect((await toldIn(made, one.truths)).map(essence).sort()).toEqual(here.sort());
    expect(here).toHaveLength(incidents);
  },
  120_000,
);

describe('nothing is read', () => {
  test('while no alarm is in ALARM', async () => {
    const { account, calls } = standIn(played.store, played.written, () => minute(90));
    await answerEvent(account, CLOCK, minute(90));
    await answerEvent(account, alarm('Logs-Page', 'OK'), minute(90));
    expect(calls).toEqual([]);
  });

  test('more than a few calls otherwise', async () => {
    const { calls } = await run({ until: 0 });
    expect(calls.filter((call) => call === 'GetMetricData').length).toBeLessThanOrEqual(3);
    expect(calls.filter((call) => call === 'StartQuery')).toHaveLength(1);
  });
});

describe('a ticket', () => {
  const topics = ({ published }: StandIn) => published.map(({ topic }) => topic.split(':').at(-1));

  test('waits for the page of the same incident, and goes to its own topic where none comes', async () => {
    let now = minute(truth.fromMinute + 15);
    const one = standIn(played.store, played.written, () => now);
    await answerEvent(one.account, alarm('Logs-ErrorsTicket-LoadBalancer', 'ALARM'), now);
    expect(one.calls).toEqual([]);
    now += 5 * MINUTE;
    await answerEvent(one.account, CLOCK, now);
    expect(topics(one)).toEqual(['ticket']);
  });

  test('that becomes a page is told to those who are paged', async () => {
    let now = minute(truth.fromMinute + 10);
    const one = standIn(played.store, played.written, () => now);
    await answerEvent(one.account, alarm('Logs-Ticket', 'ALARM'), now);
    now += 5 * MINUTE;
    await answerEvent(one.account, CLOCK, now);
    await answerEvent(one.account, alarm('Logs-Page', 'ALARM'), now);
    expect(topics(one)).toEqual(['ticket', 'page']);
  });
});

test.each([
  ['Logs-Page', 'page'],
  ['Logs-Ticket', 'ticket'],
  ['Logs-ErrorsPage-TargetGroup', 'page'],
  ['Logs-SlowTicket-Route', 'ticket'],
  ['Logs-ErrorBudgetBurnSlow-All', 'ticket'],
])('the severity of %s is %s', (name, severity) => {
  expect(severityOf(name, 'Logs-')).toBe(severity);
});

describe('what starts it', () => {
  test('is a contributor of an alarm too', () => {
    const event = {
      'detail-type': 'CloudWatch Alarm Contributor State Change',
      detail: {
        alarmName: 'Logs-ErrorsPage-LoadBalancer',
        state: { value: 'ALARM' },
        alarmContributor: { id: '1', attributes: { LoadBalancer: 'a' } },
      },
    };
    expect(startedBy(event)).toEqual({
      alarm: { alarmName: 'Logs-ErrorsPage-LoadBalancer', state: 'ALARM', contributor: '{"LoadBalancer":"a"}' },
    });
  });

  test.each([[undefined], [{}], [{ 'detail-type': 'Object Created' }], [alarm('x', 'STRANGE')]])(
    'is not %j',
    async (event) => {
      expect(startedBy(event)).toBeUndefined();
      const { account } = standIn(played.store, [], () => 0);
      await expect(answerEvent(account, event, 0)).rejects.toThrow('neither a change of an alarm nor the clock');
    },
  );
});
