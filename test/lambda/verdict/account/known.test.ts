/** What follows where the data show an incident no longer, or otherwise: the last word is what all logs say. */
import { describe, expect, test } from 'vitest';
import { alarmsAfter, type KnownState, NOTHING_KNOWN, whatToTell } from '../../../../lambda/verdict/account/known.ts';
import { judge } from '../../../../lambda/verdict/judge.ts';
import type { Incident } from '../../../../lambda/verdict/verdict.ts';
import { chatOf } from '../../../../lambda/verdict/words/chat.ts';
import { linksOf } from '../../../../lambda/verdict/words/links.ts';
import { type MailOptions, mailOf } from '../../../../lambda/verdict/words/mail.ts';
import { at, CHECKOUT, evidenceOf, WEB } from '../../../support/evidence.ts';

const RELEASE = { from: 40, to: 60, perMinute: 40, targetGroup: CHECKOUT };
const incidentsOf = (...troubles: Parameters<typeof evidenceOf>[0]) => judge(evidenceOf(troubles)).incidents;
const first = (incidents: readonly Incident[]): Incident => {
  const [incident] = incidents;
  if (incident === undefined) throw new Error('no incident');
  return incident;
};
const ALARM = { alarmName: 'Logs-Page', state: 'ALARM', contributor: '' } as const;

/** After a first message about these. */
function told(incidents: readonly Incident[], now: number): KnownState {
  const known = alarmsAfter(NOTHING_KNOWN, ALARM, 'page', now);
  return whatToTell(known, { incidents, from: at(0) }, now).known;
}

/** Every five minutes the same data: what is told. */
function later(known: KnownState, incidents: readonly Incident[], { from = at(0), until = at(100) } = {}) {
  const messages = [];
  let now = known;
  for (let clock = at(60); clock <= until; clock += 5 * 60_000) {
    const next = whatToTell(now, { incidents, from }, clock);
    messages.push(...next.messages);
    now = next.known;
  }
  return { messages, known: now };
}

describe('an incident that the data do not show any more', () => {
  const early = incidentsOf({ ...RELEASE, to: 52 });

  test('is taken back, once, when all of its logs have arrived', () => {
    const { messages, known } = later(told(early, at(54)), []);
    expect(messages).toMatchObject([{ stage: 'withdrawn', severity: 'page', incident: { id: first(early).id } }]);
    expect(messages[0]?.instead).toBeUndefined();
    expect(known.incidents).toMatchObject([{ isOver: true }]);
  });

  test('is taken back for the sake of another that has it in it', () => {
    const wider = incidentsOf({ ...RELEASE, perMinute: 30 }, { ...RELEASE, perMinute: 80, targetGroup: WEB });
    const gaveUp = incidentsOf({ ...RELEASE, to: 52, cause: 'ClientClosed', statusCode: '460' });
    const { messages } = later(told(gaveUp, at(54)), wider);
    expect(messages.map(({ stage }) => stage)).toEqual(['new', 'withdrawn', 'over']);
    expect(messages[1]).toMatchObject({ incident: { kind: 'gaveUp' }, instead: { kind: 'errors' } });
  });

  test('and that is found again after all is told as over', () => {
    const { known } = later(told(early, at(54)), []);
    const { messages } = later(known, early);
    expect(messages.at(-1)).toMatchObject({ stage: 'over', incident: { failed: first(early).failed } });
  });

  test('is over, as it was told, where the data begin after it', () => {
    const { messages } = later(told(early, at(54)), [], { from: at(50) });
    expect(messages.map(({ stage }) => stage)).toEqual(['over']);
  });

  test('that comes back in time is not taken back', () => {
    const known = whatToTell(told(early, at(54)), { incidents: [], from: at(0) }, at(58)).known;
    const { messages } = later(known, incidentsOf(RELEASE));
    expect(messages.at(-1)).toMatchObject({ stage: 'over', incident: { failed: 840, to: at(60) } });
    expect(messages.map(({ stage }) => stage)).not.toContain('withdrawn');
  });
});

test('the last message has the numbers of all logs, not those that were told before', () => {
  const { messages } = later(told(incidentsOf({ ...RELEASE, to: 50 }), at(52)), incidentsOf(RELEASE));
  expect(messages.at(-1)).toMatchObject({ stage: 'over', incident: { failed: 840, to: at(60) } });
});

describe('what is taken back', () => {
  const incident = first(incidentsOf({ ...RELEASE, to: 52 }));
  const options: MailOptions = {
    ...{ stage: 'withdrawn', severity: 'page', alarms: ['Logs-Page'], others: [], until: at(80), allowedPercent: 5 },
    links: linksOf(incident, {
      ...{ region: 'eu-central-1', accountId: '123456789012' },
      ...{ dashboardName: 'Logs', logGroupName: 'group', namespace: 'LoadBalancerLogs' },
    }),
  };

  test('says so in the subject and the first lines, and asks for nothing', () => {
    const { subject, text } = mailOf(incident, options);
    expect(subject).toMatch(/^\[taken back\] /);
    expect(text.split('\n').slice(0, 2)).toEqual([
      expect.stringMatching(/^The earlier message said: 2026-05-04 18:40 to 18:52 UTC: 504 of 4,800 requests/),
      'This is taken back. All logs of that time have arrived by 19:20 UTC, and in them it is no more than usual. There is nothing to do.',
    ]);
    expect(text).not.toContain('WHAT TO DO');
    expect(chatOf(incident, options).content).toMatchObject({
      title: expect.stringContaining('Taken back'),
      description: expect.stringContaining('no more than usual'),
      nextSteps: [],
    });
  });

  test('names the incident that it is part of', () => {
    const instead = first(incidentsOf(RELEASE));
    expect(mailOf(incident, { ...options, instead }).text).toContain(
      'This is part of another incident. All logs of that time have arrived by 19:20 UTC. The other incident:\n2026-05-04 18:40 to 19:00 UTC: 840 of 8,000 requests',
    );
  });
});
