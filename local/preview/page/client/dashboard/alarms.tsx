/**
 * The alarm timeline: a lane for each alarm that fired, when and why; then the quiet ones and those that need an
 * account.
 */
import type { ComponentChildren, JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type { AlarmLane } from '../../../document.ts';
import { useLinks } from '../choice/links.ts';
import { clock, day, dayAndClock, shortDuration } from '../format.ts';
import { pointAt } from '../graph/crosshair.ts';
import { useLook } from '../look.ts';
import { Markdown } from '../markdown.tsx';
import { type AlarmStretch, stretches } from './alarm-state.ts';
import { firedIn } from './tiles.tsx';
import './alarms.css';

interface Range {
  readonly from: number;
  readonly to: number;
}

export interface AlarmTimelineProps {
  readonly lanes: readonly AlarmLane[];
  readonly range: Range;
  /** What is below the alarms. */
  readonly children: ComponentChildren;
}

export function AlarmLaneRow({ lanes, range, children }: AlarmTimelineProps): JSX.Element {
  const look = useLook();
  const lists = useMemo(() => <Lists lanes={lanes} range={range} />, [lanes, range, look]);
  return (
    <aside class="alarms" id="alarms" aria-label="Alarms">
      {lists}
      {children}
    </aside>
  );
}

type ListProps = Omit<AlarmTimelineProps, 'children'>;

function Lists({ lanes, range }: ListProps): JSX.Element {
  const { from, to } = range;
  const fired = lanes.filter((lane) => stretches(lane).length > 0);
  const notifying = fired.filter(({ notifies }) => notifies);
  const conditions = fired.filter(({ notifies }) => !notifies);
  const inRange = firedIn(notifying, { from, to });
  const quiet = lanes.filter((lane) => lane.unavailable === undefined && stretches(lane).length === 0);
  const absent = lanes.filter(({ unavailable }) => unavailable !== undefined);
  return (
    <>
      <h2>
        Alarms
        <span class="count">{inRange.length} would have notified you in this time</span>
      </h2>
      {notifying.length === 0 && <p class="muted">{noneFired(lanes)}</p>}
      {notifying.map((lane) => (
        <FiredLane key={lane.name} lane={lane} range={range} />
      ))}
      <Conditions lanes={conditions} range={range} />
      <Group title={`${quiet.length} stayed quiet`} lanes={quiet} />
      <Group title={`${absent.length} need metrics of your account`} lanes={absent} />
    </>
  );
}

/** What the alarms above are made of: each says which part of what failed. */
function Conditions({ lanes, range }: ListProps): JSX.Element | null {
  if (lanes.length === 0) return null;
  return (
    <details class="group conditions">
      <summary>
        {lanes.length} {lanes.length === 1 ? 'condition' : 'conditions'} of these were met
      </summary>
      {lanes.map((lane) => (
        <FiredLane key={lane.name} lane={lane} range={range} />
      ))}
    </details>
  );
}

function noneFired({ length }: readonly AlarmLane[]): string {
  return length === 0
    ? 'Alarms are evaluated once there are logs.'
    : 'No alarm would have notified you about these logs.';
}

function FiredLane({ lane, range }: { readonly lane: AlarmLane; readonly range: Range }): JSX.Element {
  const times = stretches(lane);
  return (
    <details class="lane">
      <summary>
        <Title lane={lane} />
        <span class="lane-when">{laneTimes(times, range)}</span>
        <Track times={times} range={range} />
      </summary>
      {times.map((one) => (
        <StretchText key={one.from} stretch={one} />
      ))}
      <About lane={lane} />
    </details>
  );
}

const TIMES_SHOWN = 4;

/** Those of the range, and how many others there are. */
export function laneTimes(all: readonly AlarmStretch[], range: Range): string {
  const inRange = all.filter((one) => overlaps(one, range));
  const others = all.length - inRange.length;
  const words = others === 1 ? 'once outside this time' : `${others}× outside this time`;
  return [...(inRange.length > 0 ? [firstTimes(inRange)] : []), ...(others > 0 ? [words] : [])].join(', ');
}

function overlaps({ from, to }: AlarmStretch, range: Range): boolean {
  return from < range.to && (to ?? range.to) > range.from;
}

function firstTimes(times: readonly AlarmStretch[]): string {
  const days = new Set(times.map((one) => day(one.from)));
  const shown = times.slice(0, TIMES_SHOWN).map((one) => (days.size > 1 ? dayAndClock(one.from) : clock(one.from)));
  return shown.join(', ') + (times.length > TIMES_SHOWN ? '…' : '');
}

function Title({ lane: { title, subject } }: { readonly lane: AlarmLane }): JSX.Element {
  return (
    <span class="lane-title">
      {title}
      {subject !== '' && <span class="muted"> {subject}</span>}
    </span>
  );
}

/** The same time from left to right as in the graphs. */
function Track({ times, range }: { readonly times: readonly AlarmStretch[]; readonly range: Range }) {
  const { from, to } = range;
  const percent = (millis: number): number => Math.min(100, Math.max(0, (100 * (millis - from)) / (to - from)));
  return (
    <span class="track" aria-hidden="true">
      {times
        .filter((one) => overlaps(one, range))
        .map((one) => {
          const left = percent(one.from);
          const width = Math.max(0.8, percent(one.to ?? to) - left);
          return <span class="in-alarm" style={{ left: `${left}%`, width: `${width}%` }} title={stretchWords(one)} />;
        })}
    </span>
  );
}

function stretchWords({ from, to }: AlarmStretch): string {
  return to === undefined
    ? `since ${dayAndClock(from)}`
    : `${dayAndClock(from)} to ${clock(to)}, ${shortDuration(to - from)}`;
}

const MINUTE = 60_000;
/** What made it fire is in the minutes before. */
const BEFORE = 20 * MINUTE;
const AFTER = 5 * MINUTE;
/** Of an alarm that lasts. */
const STILL_ON = 30 * MINUTE;

/** The moment as a mark in the graphs, and the minutes around it as the range of everything. */
function StretchText({ stretch: { from, to, reason } }: { readonly stretch: AlarmStretch }): JSX.Element {
  const { href } = useLinks();
  const range = { from: from - BEFORE, to: (to ?? from + STILL_ON) + AFTER };
  return (
    <div class="stretch">
      <button type="button" title="Show this moment in the graphs" onClick={() => pointAt(from)}>
        {to === undefined ? `${dayAndClock(from)}, still on` : `${dayAndClock(from)} – ${clock(to)}`}
      </button>{' '}
      <a href={href(range)}>Show these minutes</a>
      <span class="muted">{to !== undefined && ` ${shortDuration(to - from)}`}</span>
      <p>{shortReason(reason)}</p>
    </div>
  );
}

/** CloudWatch lists every data point, in UTC; the first few say enough, and times are those of the page. */
export function shortReason(reason: string): string {
  return reason
    .replace(/\[((?:[^,\]]+, ){4})[^\]]*\]/, (_whole, first: string) => `[${first}…]`)
    .replace(/\((\d{4}-\d\d-\d\dT\d\d:\d\d)\)/g, (_whole, time: string) => `at ${clock(Date.parse(`${time}Z`))}`);
}

function About({ lane: { name, definition, text, unavailable } }: { readonly lane: AlarmLane }): JSX.Element {
  return (
    <div class="about">
      {unavailable !== undefined && <p class="muted">{unavailable}</p>}
      <p>
        <code>{name}</code>
      </p>
      <p class="muted">Fires at {definition}.</p>
      <Markdown text={text} />
    </div>
  );
}

interface GroupProps {
  readonly title: string;
  readonly lanes: readonly AlarmLane[];
}

function Group({ title, lanes }: GroupProps): JSX.Element | null {
  if (lanes.length === 0) return null;
  return (
    <details class="group">
      <summary>{title}</summary>
      {lanes.map((lane) => (
        <details class="lane quiet" key={lane.name}>
          <summary>
            <Title lane={lane} />
          </summary>
          <About lane={lane} />
        </details>
      ))}
    </details>
  );
}
