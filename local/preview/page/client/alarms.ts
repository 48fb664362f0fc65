/** The alarm timeline: a lane for each alarm that fired, when and why; then the quiet ones and those that need an account. */
import type { AlarmLane } from '../../document.ts';
import { type Stretch, stretches } from './alarm-state.ts';
import { pointAt } from './crosshair.ts';
import { type Child, h } from './dom.ts';
import { clock, dayAndClock, duration } from './format.ts';
import { markdown } from './markdown.ts';

export interface Range {
  readonly from: number;
  readonly to: number;
}

export function alarmTimeline(lanes: readonly AlarmLane[], range: Range, below: Child): HTMLElement {
  const fired = lanes.filter((lane) => stretches(lane).length > 0);
  const quiet = lanes.filter((lane) => lane.unavailable === undefined && stretches(lane).length === 0);
  const absent = lanes.filter(({ unavailable }) => unavailable !== undefined);
  return h(
    'aside',
    { class: 'alarms', 'aria-label': 'Alarms' },
    h(
      'h2',
      {},
      'Alarms',
      h('span', { class: 'count' }, `${fired.length} of ${lanes.length - absent.length} would have fired`),
    ),
    fired.length === 0 && h('p', { class: 'muted' }, noneFired(lanes)),
    ...fired.map((lane) => firedLane(lane, range)),
    group(`${quiet.length} stayed quiet`, quiet),
    group(`${absent.length} need metrics of your account`, absent),
    below,
  );
}

function noneFired({ length }: readonly AlarmLane[]): string {
  return length === 0 ? 'Alarms are evaluated once there are logs.' : 'No alarm would have fired on these logs.';
}

function firedLane(lane: AlarmLane, range: Range): HTMLElement {
  const times = stretches(lane);
  return h(
    'details',
    { class: 'lane' },
    h(
      'summary',
      {},
      titleOf(lane),
      h(
        'span',
        { class: 'lane-when' },
        times
          .map((one) => clock(one.from))
          .slice(0, 4)
          .join(', ') + (times.length > 4 ? '…' : ''),
      ),
      track(times, range),
    ),
    ...times.map(stretchText),
    about(lane),
  );
}

function titleOf({ title, subject }: AlarmLane): HTMLElement {
  return h('span', { class: 'lane-title' }, title, subject !== '' && h('span', { class: 'muted' }, ` ${subject}`));
}

/** The same time from left to right as in the graphs. */
function track(times: readonly Stretch[], { from, to }: Range): HTMLElement {
  const percent = (millis: number): number => Math.min(100, Math.max(0, (100 * (millis - from)) / (to - from)));
  return h(
    'span',
    { class: 'track', 'aria-hidden': 'true' },
    ...times
      .filter((one) => one.from < to && (one.to ?? to) > from)
      .map((one) => {
        const left = percent(one.from);
        const width = Math.max(0.8, percent(one.to ?? to) - left);
        return h('span', { class: 'in-alarm', style: `left:${left}%;width:${width}%`, title: stretchWords(one) });
      }),
  );
}

function stretchWords({ from, to }: Stretch): string {
  return to === undefined
    ? `since ${dayAndClock(from)}`
    : `${dayAndClock(from)} to ${clock(to)}, ${duration(to - from)}`;
}

function stretchText(one: Stretch): HTMLElement {
  return h(
    'div',
    { class: 'stretch' },
    h(
      'button',
      { type: 'button', title: 'Show this moment in the graphs', onclick: () => pointAt(one.from) },
      one.to === undefined ? `${clock(one.from)}, still on` : `${clock(one.from)} – ${clock(one.to)}`,
    ),
    h('span', { class: 'muted' }, one.to === undefined ? '' : ` ${duration(one.to - one.from)}`),
    h('p', {}, shortReason(one.reason)),
  );
}

/** CloudWatch lists every data point, in UTC; the first few say enough, and times are those of the page. */
function shortReason(reason: string): string {
  return reason
    .replace(/\[((?:[^,\]]+, ){4})[^\]]*\]/, (_whole, first: string) => `[${first}…]`)
    .replace(/\((\d{4}-\d\d-\d\dT\d\d:\d\d)\)/g, (_whole, time: string) => `at ${clock(Date.parse(`${time}Z`))}`);
}

function about({ name, definition, text, unavailable }: AlarmLane): HTMLElement {
  return h(
    'div',
    { class: 'about' },
    unavailable !== undefined && h('p', { class: 'muted' }, unavailable),
    h('p', {}, h('code', {}, name)),
    h('p', { class: 'muted' }, `Fires at ${definition}.`),
    markdown(text),
  );
}

function group(title: string, lanes: readonly AlarmLane[]): HTMLElement | undefined {
  if (lanes.length === 0) return undefined;
  const items = lanes.map((lane) =>
    h('details', { class: 'lane quiet' }, h('summary', {}, titleOf(lane)), about(lane)),
  );
  return h('details', { class: 'group' }, h('summary', {}, title), ...items);
}
