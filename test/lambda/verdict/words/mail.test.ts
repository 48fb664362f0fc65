/**
 * Emails that a person gets, as files to read: an engineer who knows nothing of this project must know what to do next.
 */
import { describe, expect, test } from 'vitest';
import { play, evidenceOf as playedEvidence } from '../../../../bench/verdict/play.ts';
import { judge } from '../../../../lambda/verdict/judge.ts';
import type { Incident } from '../../../../lambda/verdict/verdict.ts';
import { adviceOf } from '../../../../lambda/verdict/words/advice.ts';
import { chatOf } from '../../../../lambda/verdict/words/chat.ts';
import { linksOf, notation } from '../../../../lambda/verdict/words/links.ts';
import { type MailOptions, mailOf, shortText } from '../../../../lambda/verdict/words/mail.ts';
import { wordsOf } from '../../../../lambda/verdict/words/sentences.ts';
import { scenario } from '../../../../local/generate/scenarios/index.ts';
import type { PlayName } from '../../../../local/generate/scenarios/plays.ts';
import { CHECKOUT, evidenceOf, PERIODS } from '../../../support/evidence.ts';
import { MAIL_LINKS, mailOfFirst, mailOptions } from '../../../support/mails.ts';
import { rounds } from '../../../support/rounds.ts';

async function mailAbout(name: PlayName, seed: number, stage: MailOptions['stage'] = 'new') {
  return mailOfFirst(judge(await playedEvidence(await play(scenario(name, seed)))).incidents, stage);
}

/** And `a-bad-release`, about what ../account.test.ts plays. */
const MAILS = [
  ['no-healthy-target', 'no healthy target', 4, 'update'],
  ['a-slow-dependency-is-over', 'slow dependency', 17, 'over'],
  ['one-bad-target', 'one target: errors', 15, 'new'],
  ['waf-blocks-a-route', 'WAF: false positive on a route', 18, 'new'],
  ['a-service-of-two-target-groups', 'service of two target groups: errors', 21, 'new'],
  ['a-service-by-host', 'service by host in a shared target group', 22, 'new'],
] as const;
test.each(MAILS.slice(0, rounds(0, MAILS.length)))('%s', async (file, name, seed, stage) => {
  const { subject, text } = await mailAbout(name, seed, stage);
  await expect(`Subject: ${subject}\n\n${text}`).toMatchFileSnapshot(`emails/${file}.txt`);
});

describe('every mail', () => {
  const [incident] = judge(evidenceOf([{ from: 40, to: 60, perMinute: 40, targetGroup: CHECKOUT }])).incidents;
  if (incident === undefined) throw new Error('no incident');
  const hostile = {
    ...incident,
    where: { ...incident.where, place: { ...incident.where.place, targetGroup: `targetgroup/${'ä'.repeat(300)}/1` } },
  };

  test('has a subject that SNS takes: ASCII, one line, below 100 characters', () => {
    for (const one of [incident, hostile]) {
      const { subject } = mailOf(one, mailOptions(one, [], 'new'));
      expect(subject).toMatch(/^[\x20-\x7e]{1,99}$/);
    }
  });

  test('has no markup', () => {
    const { text } = mailOf(incident, mailOptions(incident, [], 'new'));
    expect(text).not.toMatch(/\*\*|\]\(|^#/m);
  });

  test('says from which account and Region it is', () => {
    expect(mailOf(incident, mailOptions(incident, [], 'new')).text).toContain('in account 123456789012, eu-central-1,');
  });

  test('says what codes are made of, and after how long requests end', () => {
    const causes = [
      { cause: 'TargetTimeout', requests: 508 },
      { cause: 'TargetConnectTimeout', requests: 3 },
    ] as const;
    const timeout = { loadBalancer: 'a', cause: 'ClientClosed', seconds: 30, requests: 50, share: 0.86 } as const;
    const one = {
      ...incident,
      codes: [{ elbStatusCode: '504', requests: 511, causes }],
      timeouts: [timeout, { ...timeout, route: 'pay', seconds: 10 }],
    };
    const { text } = mailOf(one, mailOptions(one, [], 'new'));
    expect(text).toContain('STATUS CODES AND CAUSES\n504: 511 = TargetTimeout 508 + TargetConnectTimeout 3\n');
    expect(text).toContain(
      'Clients give up after 30.0 s: 86 % of 58. Route pay: Clients give up after 10.0 s: 86 % of 58.',
    );
  });

  test('and its chat form stay within what SNS and the chat take, however long the names are', () => {
    const long = 'ä'.repeat(255);
    const example = { at: incident.from, loadBalancer: long, path: long, route: long, target: long, traceId: long };
    const one = {
      ...hostile,
      examples: [example, example, example],
      loadBalancers: new Array<string>(50).fill(long),
      codes: new Array(4).fill({
        elbStatusCode: '504',
        requests: 9,
        causes: [{ cause: 'TargetTimeout', requests: 9 }],
      }),
    };
    const given = mailOptions(one, new Array<Incident>(50).fill(one), 'new');
    const { text } = mailOf(one, given);
    const chat = chatOf(one, given);
    expect(chat.content.description.length).toBeLessThanOrEqual(8_000);
    expect(chat.content.title.length).toBeLessThanOrEqual(250);
    const message = { default: text, email: text, https: JSON.stringify(chat), lambda: JSON.stringify(one) };
    expect(Buffer.byteLength(JSON.stringify(message))).toBeLessThan(256 * 1024);
  });

  test('has a chat form with whole addresses only, and the trace of an example', () => {
    const traceId = 'Root=1-67891233-abcdef012345678912345678';
    const one = { ...incident, examples: [{ at: incident.from, loadBalancer: 'a', statusCode: '504', traceId }] };
    const { description } = chatOf(one, mailOptions(one, [], 'new')).content;
    expect(description).toContain('#xray:traces/1-67891233-abcdef012345678912345678|Trace>');
    expect(description).toContain('OpenTelemetry 67891233abcdef012345678912345678');
    expect(description.split('<').length).toBe(description.split('>').length);
  });

  test('has a chat form in which a path or a name calls nobody', () => {
    const example = {
      at: incident.from,
      loadBalancer: 'a',
      statusCode: '504',
      path: '/<!channel>/<https://x.example|y>/[z](https://x.example)',
    };
    const place = { ...incident.where.place, targetGroup: 'targetgroup/<!here>/[z](https://x.example)' };
    const one = { ...incident, examples: [example], where: { ...incident.where, place } };
    const { content, metadata } = chatOf(one, mailOptions(one, [], 'new'));
    const mentions = /<[!@#]|<https:\/\/x|\]\(/;
    const texts = [content.title, content.description, ...content.nextSteps, ...metadata.relatedResources];
    expect(texts.join('\n')).not.toMatch(mentions);
    expect(content.description).toContain('/‹!channel›/');
  });

  test('names three other incidents at most', () => {
    const { text } = mailOf(incident, mailOptions(incident, new Array<Incident>(9).fill(incident), 'new'));
    expect(text.match(/^- /gm)).toHaveLength(3);
  });

  test('has a short form for a text message', () => {
    expect(shortText(incident, { stage: 'new', severity: 'page' })).toMatch(/^\[page\] [\x20-\x7e]{20,133}$/);
    expect(shortText(incident, { stage: 'over', severity: 'page' })).toMatch(/^\[over\] /);
  });

  test('has a form for chat: the fields that Amazon Q Developer in chat applications wants', () => {
    const chat = chatOf(incident, mailOptions(incident, [], 'new'));
    expect(chat).toMatchObject({
      ...{ version: '1.0', source: 'custom' },
      content: { textType: 'client-markdown', title: expect.stringContaining('shop-checkout') },
      metadata: { threadId: incident.id },
    });
    expect(chat.content.nextSteps.length).toBeGreaterThan(0);
  });

  test('has links that open at the time and load balancer of the incident', () => {
    const { dashboard, requests, graph } = linksOf(incident, MAIL_LINKS);
    expect(dashboard).toBe(
      'https://eu-central-1.console.aws.amazon.com/cloudwatch/home?region=eu-central-1#dashboards/dashboard/LoadBalancerLogMetrics?start=2026-05-04T18:10:00.000Z&end=2026-05-04T19:30:00.000Z',
    );
    expect(requests).toContain("start~'2026-05-04T18*3a40*3a00.000Z");
    expect(requests).toContain('app*2fshop*2f0123456789abcdef');
    expect(requests).toContain("source~(~'*2faws*2flambda*2fLoadBalancerLogMetrics-Function)");
    expect(graph).toContain("~'LoadBalancerLogs~'Elb5xx~'LoadBalancer~'app*2fshop*2f0123456789abcdef");
    for (const link of [dashboard, requests, graph]) expect(link).toMatch(/^[!-~]+$/);
  });
});

describe('a command to paste', () => {
  const targetGroup = "targetgroup/web;$(id)'`id`/0123456789abcdef";
  const trouble = { from: 40, to: 60, perMinute: 40, targetGroup: CHECKOUT };
  const [found] = judge(evidenceOf([{ ...trouble, cause: 'NoHealthyTarget', statusCode: '503' }])).incidents;
  if (found === undefined) throw new Error('no incident');
  const commandsOf = (one: Incident) =>
    adviceOf(one)
      .map(({ command }) => command ?? '')
      .join('\n');
  const at = (place: Partial<Incident['where']>): Incident['where'] => ({
    ...found.where,
    ...place,
    place: { ...found.where.place, targetGroup },
  });

  test('keeps a name a name, with any characters in it', () => {
    const commands = commandsOf({ ...found, where: at({}) });
    expect(commands).toContain("--names 'web;$(id)'\\''`id`' --query");
    const waf = commandsOf({ ...found, origin: 'waf', loadBalancers: ['app/a$(id)/0123456789abcdef'] });
    expect(waf).toContain("--names 'a$(id)' --query");
  });

  test.each([
    ['10.0.1.1:80', 'Id=10.0.1.1,Port=80'],
    ['[2001:db8::1]:8080', 'Id=2001:db8::1,Port=8080'],
    ['10.0.1.1$(id):80', "'Id=10.0.1.1$(id),Port=80'"],
  ])('names the target %s as the API wants it', (target, word) => {
    const commands = commandsOf({ ...found, origin: 'target', where: at({ extent: 'target', targets: [target] }) });
    expect(commands).toContain(`--targets ${word}`);
  });
});

test('a name does not end the query of a link', () => {
  const [one] = judge(evidenceOf([{ from: 40, to: 60, perMinute: 40, targetGroup: CHECKOUT }])).incidents;
  if (one === undefined) throw new Error('no incident');
  const { requests } = linksOf({ ...one, loadBalancers: ['app/a" or 1 = 1/0123456789abcdef'] }, MAIL_LINKS);
  expect(requests).toContain('*22app*2fa*5c*22*20or*201*20*3d*201*2f0123456789abcdef*22');
});

describe('an incident without failed requests', () => {
  const usual = { p50: 0.03, p99: 0.2 };
  const slow = { p50: 1, p99: 3 };
  const calm = evidenceOf([]);
  const timed = (name: 'p50' | 'p99') =>
    Array.from({ length: PERIODS }, (_, minute) => (minute >= 40 && minute < 60 ? slow : usual)[name]);
  const slowSeries = calm.series.map((one) =>
    one.place.targetGroup === CHECKOUT ? { ...one, p50: timed('p50'), p99: timed('p99') } : one,
  );
  const gone = calm.series.map((one) => ({
    ...one,
    requests: one.requests.map((requests, minute) => (minute >= 60 ? 0 : requests)),
  }));
  const incidentOf = (series: typeof slowSeries, kind: Incident['kind']): Incident => {
    const found = judge({ ...calm, failures: [], series }).incidents.find((one) => one.kind === kind);
    if (found === undefined) throw new Error(`no incident of kind ${kind}`);
    return found;
  };

  test('gives no share of failures in its short form', () => {
    const stage = { stage: 'new', severity: 'ticket' } as const;
    expect(shortText(incidentOf(slowSeries, 'slow'), stage)).toBe(
      '[ticket] Slow: target group shop-checkout, p99 3.0 s since 18:40 UTC',
    );
    expect(shortText(incidentOf(gone, 'traffic'), stage)).not.toContain('%');
  });

  test('leads to slow requests and to how long targets took', () => {
    const one = incidentOf(slowSeries, 'slow');
    const { requests, graph } = linksOf(one, MAIL_LINKS);
    expect(requests).toContain('message.kind*20*3d*20*22slow*22');
    expect(graph).toContain("~'TargetProcessingTime~'LoadBalancer~");
    expect(mailOf(one, mailOptions(one, [], 'new')).text).toContain('Slow requests of shop at that time:');
  });

  test('counts what is missing once', () => {
    const one = incidentOf(gone, 'traffic');
    expect(mailOf(one, mailOptions(one, [], 'over')).text).toContain(
      'It is over. It lasted 30 minutes; about 12,000 requests are missing.',
    );
  });
});

test('refused requests lead to the graph that has them', () => {
  const trouble = { from: 40, to: 60, perMinute: 60, targetGroup: CHECKOUT, statusCode: '403' };
  const [one] = judge(evidenceOf([{ ...trouble, cause: 'WafBlocked' }])).incidents;
  if (one === undefined) throw new Error('no incident');
  expect(one.kind).toBe('refused');
  expect(linksOf(one, MAIL_LINKS).graph).toContain("~'Elb4xx~'LoadBalancer~");
});

test('a share below what is allowed is not compared with it', () => {
  const small = judge(evidenceOf([{ from: 40, to: 60, perMinute: 10, targetGroup: CHECKOUT }])).incidents;
  const large = judge(evidenceOf([{ from: 40, to: 60, perMinute: 40, targetGroup: CHECKOUT }])).incidents;
  const headline = ([one]: readonly Incident[]) =>
    one === undefined ? '' : wordsOf(one, { allowedPercent: 5 }).headline;
  expect(headline(small)).toContain('240 of 8,000 requests of load balancer shop failed (3.0 %).');
  expect(headline(large)).toContain('840 of 8,000 requests of load balancer shop failed (11 %; 5 % allowed).');
});

test('the notation of the console', () => {
  expect(notation({ a: 'x y/ä', b: [1, true], c: { d: '' } })).toBe("~(a~'x*20y*2f*c3*a4~b~(~1~true)~c~(d~'))");
});
