import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { configFrom, settingsFrom } from '../../../lib/settings/check.ts';
import type { MetricView, WidgetView } from '../../../local/preview/dashboard-document.ts';
import type { Bill } from '../../../local/preview/document.ts';
import { embeddedSelection } from '../../../local/preview/embedded-counts.ts';
import { dashboardsIn } from '../../../local/preview/embedded-dashboards.ts';
import { embedded, reportHtml } from '../../../local/preview/report.ts';
import { type PreviewSession, session } from '../../../local/preview/session.ts';
import { synthesizedStack } from '../../../local/preview/synthesized.ts';
import type { LogSource } from '../../../local/read/paths.ts';
import { createReadings, read } from '../../../local/readings/readings.ts';
import { MINUTES, naiveCount, START, STORY, storySources } from './sources.ts';

function textSource(key: string, text: string): LogSource {
  return {
    key,
    size: text.length,
    async *open() {
      yield Buffer.from(text, 'latin1');
    },
  };
}

function metric(widgets: readonly WidgetView[], title: string): MetricView {
  const found = widgets.find((widget) => widget.kind === 'metric' && widget.title === title);
  if (found?.kind !== 'metric') throw new Error(`no graph '${title}'`);
  return found;
}

function sum(view: MetricView, label: string): number {
  const series = view.series.find((one) => one.label === label);
  return (series?.values ?? []).reduce<number>((all, value) => all + (value ?? 0), 0);
}

const settings = settingsFrom({ alarms: { slo: 99 } });
const readings = createReadings(configFrom(settings));
let shown: PreviewSession;

beforeAll(async () => {
  const first = STORY[0]?.key ?? '';
  const bad = [
    textSource(first.replace('.log.gz', '9.log'), 'no log line\nnor this\n'),
    textSource('notes.txt', 'hello\n'),
    textSource(first.replace('.log.gz', '8.log.gz'), '\u001f\u008b broken'),
  ];
  await read(readings, [...storySources(), ...bad]);
  shown = await session({ readings, settings, isSample: false, paths: ['logs'], watched: [] });
});

const whole = { from: START, to: START + MINUTES * 60_000, period: undefined };

describe('the preview', () => {
  it('counts the requests and failures that a naive count of the text finds', () => {
    const { requests, elb5xx } = naiveCount();
    expect(shown.selection(whole).totals).toMatchObject({ requests, elb5xx });
  });

  it('names the time at which the failed requests end, in the page and in a report', () => {
    const [timeout] = shown.selection(whole).timeouts;
    expect(timeout).toMatchObject({ cause: 'TargetTimeout', loadBalancer: expect.stringContaining('app/shop/') });
    expect(timeout?.text).toMatch(/ after 60\.\d s: \d+ % of \d+\.$/);
    const ofReport = embeddedSelection(shown.counts());
    expect(ofReport(whole).timeouts).toEqual(shown.selection(whole).timeouts);
    const before = { from: START, to: START + 8 * 60_000 };
    expect(shown.selection(before).timeouts).toEqual([]);
  });

  it('shows the email about an incident that an alarm fires for', () => {
    const [incident] = shown.preview().incidents;
    expect(incident?.email?.subject).toMatch(/^\[(page|ticket)\] /);
    expect(incident?.email?.text).toContain(incident?.what);
    expect(incident?.parts).toMatchObject({ causes: ['TargetTimeout'], codes: ['504'] });
  });

  it('has no alarm on silence before the logs begin', () => {
    const silence = shown.preview().alarms.filter(({ name }) => /NothingReceived|LogsStopped/.test(name));
    expect(silence.length).toBeGreaterThan(0);
    expect(silence.flatMap(({ changes }) => changes.filter(({ state }) => state === 'ALARM'))).toEqual([]);
  });

  it('accounts for every line, and shows the first bad ones', () => {
    const { account } = shown.preview();
    expect(account).toMatchObject({ parsed: naiveCount().requests, skipped: 0, unparsed: 2 });
    expect(account.rows[0]?.unparsedExamples).toEqual(['no log line', 'nor this']);
    expect(account.rows[0]?.explained.map(({ line, text }) => [line, text])).toEqual([
      [1, 'no log line'],
      [2, 'nor this'],
    ]);
  });

  it('continues after a corrupt object and a file that is no log, and names both', () => {
    const { account } = shown.preview();
    expect(account.failed.map(({ key }) => key)).toEqual([
      expect.stringMatching(/9\.log$/),
      expect.stringContaining('8.log.gz'),
    ]);
    expect(account.ignored.map(({ key }) => key)).toEqual(['notes.txt']);
  });

  it('ranks the causes with their minutes, which lie within the incident', () => {
    const [first] = shown.selection(whole).causes;
    expect(first?.cause).toBe('TargetTimeout');
    // Sixty bars of half an hour each are half a minute.
    const minutes = first?.bars.flatMap((requests, bar) => (requests > 5 ? [bar / 2] : []));
    expect(minutes?.length).toBeGreaterThan(5);
    expect(minutes?.every((minute) => minute >= 8 && minute < 18)).toBe(true);
    expect(first?.bars.reduce((all, requests) => all + requests, 0)).toBe(first?.requests);
  });

  it('fires the alarm on 5xx only after logs of the incident had arrived', () => {
    const lane = shown.preview().alarms.find(({ name }) => name.endsWith('-ErrorsPage-All'));
    const fired = lane?.changes.find(({ state }) => state === 'ALARM')?.at ?? 0;
    const incident = START + 8 * 60_000;
    const arrivals = STORY.filter(({ end }) => end.getTime() > incident).map(({ arrival }) => arrival.getTime());
    expect(fired).toBeGreaterThanOrEqual(Math.min(...arrivals));
    expect(fired).toBeLessThan(incident + 20 * 60_000);
  });

  it('does not evaluate alarms on metrics that only an account has, and says so', () => {
    const lane = shown.preview().alarms.find(({ name }) => name.endsWith('-DeadLetters'));
    expect(lane?.changes).toEqual([]);
    expect(lane?.unavailable).toBe('It watches AWS/SQS metrics, which exist in your account only.');
  });

  it('bills the series that there are, line by line to the total', () => {
    const { bill } = shown.preview();
    const series = readings.store.metrics().length;
    expect(bill.series).toBe(series);
    expect(bill.metrics.reduce((all, one) => all + one.series, 0)).toBe(series);
    const lines = bill.lines.filter(({ line }) => line.startsWith('metrics'));
    expect(lines.reduce((all, { quantity }) => all + quantity, 0)).toBe(series);
    expect(bill.lines.reduce((all, { dollars }) => all + dollars, 0)).toBeCloseTo(bill.dollars, 2);
  });

  it('has the lines of the bill that synthesis tells, and says what that one assumes', async () => {
    const { bill } = shown.preview();
    const { template, estimate } = await synthesizedStack(settings);
    const named = (lines: Bill['lines']) => lines.map(({ line, unit, dollarsEach }) => ({ line, unit, dollarsEach }));
    expect(named(bill.lines)).toEqual(named(estimate.lines));
    // What alarms read and the dashboard do not depend on logs.
    const fixed = (lines: Bill['lines']) => lines.filter(({ unit }) => !/^metrics( analyzed)?$/.test(unit));
    expect(fixed(bill.lines)).toEqual(fixed(estimate.lines));
    expect(bill.estimate.of).toBe(
      'one load balancer, with 2 target groups and 6 values of each label (status code, cause)',
    );
    const output = JSON.stringify(template).match(/"MonthlyCost":\{[^}]*\}/)?.[0];
    expect(output).toContain(`$${bill.estimate.dollars.toFixed(2)} a month: metrics: requests`);
    expect(output).toContain(`for ${bill.estimate.of}`);
  });

  it('says what fewer dimensions would have cost by what these very logs show', () => {
    const { bill } = shown.preview();
    const groups = readings.store.metrics().filter(({ dimensions }) => 'TargetGroup' in dimensions).length;
    const without = bill.otherwise.find(({ setting }) => setting.includes('targetGroups'));
    expect(without?.dollars).toBeCloseTo(bill.dollars - 0.3 * groups, 2);
  });

  it('says what the essential profile would have cost, as reading the same logs with it shows', async () => {
    const { bill } = shown.preview();
    const essential = createReadings({ ...configFrom(settings), profile: 'essential' });
    const unreadable = textSource((STORY[0]?.key ?? '').replace('.log.gz', '9.log'), 'no log line\n');
    await read(essential, [...storySources(), unreadable]);
    const saved = readings.store.metrics().length - essential.store.metrics().length;
    const offered = bill.otherwise.find(({ setting }) => setting === '"profile": "essential"');
    expect(saved).toBeGreaterThan(10);
    expect(offered?.dollars).toBeCloseTo(bill.dollars - 0.3 * saved, 2);
  });
});

describe('logs without a single line that can be read', () => {
  it('fire the alarm on failed objects when they arrive, and say where to look', async () => {
    const alone = createReadings(configFrom(settings));
    await read(alone, [textSource(STORY[0]?.key.replace('.log.gz', '9.log') ?? '', 'no log line\n')]);
    const { preview, selection } = await session({
      readings: alone,
      settings,
      isSample: false,
      paths: ['x'],
      watched: [],
    });
    const { alarms, notices, from, to } = preview();
    expect(selection({ from, to }).totals.requests).toBe(0);
    expect(notices[0]).toBe(
      'No line could be read. The section Lines of the live page shows the first ones as they are.',
    );
    const fired = alarms.filter(({ changes }) => changes.some(({ state }) => state === 'ALARM'));
    // What was before the logs is not known, so nothing fires about it.
    expect(fired.map(({ name }) => name)).toEqual(['LoadBalancerLogMetrics-FailedObjects']);
  });
});

describe('the dashboard', () => {
  it('opens on the load balancer that fails most', () => {
    const { variables } = shown.dashboard({ ...whole, variables: {} });
    expect(variables.map(({ id, value }) => [id, value.split('/')[1]])).toEqual([['loadBalancer', 'shop']]);
  });

  it.each(['shop', 'quiet'])('graphs of %s add up to the naive count', (name) => {
    const [variable] = shown.dashboard({ ...whole, variables: {} }).variables;
    const value = variable?.options.find((option) => option.value.includes(name))?.value ?? '';
    const { widgets } = shown.dashboard({ ...whole, variables: { loadBalancer: value } });
    const view = metric(widgets, 'Selected: requests');
    const { requests, elb5xx } = naiveCount({ loadBalancer: name });
    expect(sum(view, 'requests')).toBe(requests);
    expect(sum(view, '5xx seen by clients')).toBe(elb5xx);
  });

  it('sums over a longer period to the same total', () => {
    const { widgets, period } = shown.dashboard({ ...whole, period: 300, variables: {} });
    const view = metric(widgets, 'All load balancers: requests');
    expect(period).toBe(300);
    expect(view.times).toHaveLength(MINUTES / 5);
    expect(sum(view, 'requests')).toBe(naiveCount().requests);
  });

  it('widens the period on its own where the range is long', () => {
    const week = { from: START - 7 * 86_400_000, to: START, variables: {}, period: undefined };
    expect(shown.dashboard(week).period).toBe(3600);
  });

  it('names the metrics of AWS that are not here, and draws none of them', () => {
    const { widgets } = shown.dashboard({ ...whole, variables: {} });
    const native = widgets.flatMap((widget) => (widget.kind === 'metric' && widget.absent.length > 0 ? [widget] : []));
    expect(native.length).toBeGreaterThan(0);
    for (const { absent, series } of native) {
      expect(series.filter(({ label }) => absent.includes(label))).toEqual([]);
    }
  });

  it('draws every widget: none says that it cannot be', () => {
    const { widgets } = shown.dashboard({ ...whole, variables: {} });
    expect(widgets.filter(({ kind }) => kind === 'words')).toEqual([]);
  });

  it('answers the table of failed requests from the lines that the function would log', () => {
    const { widgets } = shown.dashboard({ ...whole, variables: {} });
    const tables = widgets.flatMap((widget) => (widget.kind === 'log' ? [widget] : []));
    const [incidents, table] = tables;
    expect(incidents?.title).toBe('Incidents in the words of their messages, newest first');
    expect(incidents?.columns).toEqual(['time', 'headline', 'behind']);
    expect(incidents?.rows.length).toBeGreaterThan(0);
    expect(table?.unanswered).toBeUndefined();
    expect(table?.columns).toContain('traceId');
    expect(table?.rows.length).toBeGreaterThan(10);
    expect(table?.rows.every(({ kind }) => kind === 'error')).toBe(true);
  });
});

describe('the report', () => {
  it('holds the dashboard of every load balancer, and no address that a browser would load', () => {
    const data = embedded(shown);
    expect(data.dashboards.boards).toHaveLength(2);
    // What does not depend on the load balancer is there once.
    const widgets = data.dashboards.boards.flatMap(({ shown }) => shown);
    expect(data.dashboards.widgets.length).toBe(new Set(widgets).size);
    expect(data.dashboards.widgets.length).toBeLessThan(widgets.length * 0.8);
    const { preview } = data;
    const whole = { from: preview.from, to: preview.to, period: undefined };
    expect(dashboardsIn(data.dashboards)[0]?.widgets).toEqual(shown.dashboard({ ...whole, variables: {} }).widgets);
    const html = reportHtml(shown.page, data);
    expect(html).not.toMatch(/(?:src|href)="(?!data:|#)[^"]*"(?![^<]*<\/script>)/);
    expect(html).not.toMatch(/<link[^>]+stylesheet/);
  });

  it('holds none of the lines that could not be read, because it is sent to others, and says so', () => {
    const data = embedded(shown);
    expect(JSON.stringify(shown.preview())).toContain('no log line');
    expect(reportHtml(shown.page, data)).not.toMatch(/no log line|nor this/);
    expect(data.preview.account).toMatchObject({ unparsed: 2 });
    expect(data.preview.notices.at(-1)).toMatch(/^This file does not hold the lines that could not be read\./);
  });

  it('allows its own script alone, and no address', () => {
    const html = reportHtml(shown.page, embedded(shown));
    const policy = /<meta http-equiv="Content-Security-Policy" content="([^"]+)">/.exec(html)?.[1];
    const script = /<script>(.*)<\/script>/s.exec(html)?.[1] ?? '';
    const hash = createHash('sha256').update(script).digest('base64');
    expect(policy).toBe(`default-src 'none'; script-src 'sha256-${hash}'; style-src 'unsafe-inline'; img-src data:`);
  });

  it('cannot be broken out of by a hostile log line', () => {
    const data = embedded(shown);
    const hostile = { ...data, preview: { ...data.preview, source: '</script><script>alert(1)</script>$&' } };
    const html = reportHtml({ html: '<!-- data -->', css: '', script: '' }, hostile);
    expect(html.match(/<\/script>/g)).toHaveLength(1);
    const json = /<script[^>]*>(.*)<\/script>/s.exec(html)?.[1] ?? '';
    expect(JSON.parse(json).preview.source).toBe(hostile.preview.source);
  });
});
