/** What the graphs show: load balancer, range and period. */
import type { JSX } from 'preact';
import type { DashboardChoice, DashboardView, Preview } from '../../../document.ts';
import { minutes, span } from '../format.ts';
import { Segments, Select } from '../frame/controls.tsx';
import './toolbar.css';

/** Of what is wanted by then, which may be more than what is shown. */
export type Change = (chosen: DashboardChoice) => DashboardChoice;

export interface ToolbarProps {
  readonly preview: Preview;
  readonly view: DashboardView;
  readonly shown: DashboardChoice;
  readonly isReport: boolean;
  readonly onChoose: (change: Change) => void;
}

const HOURS = [1, 3, 6, 12, 24, 72, 168, 336, 720];
const PERIODS = [60, 300, 900, 3600, 21_600, 86_400];
const HOUR = 3_600_000;
const POINTS_MAX = 10_000;

export function Toolbar(props: ToolbarProps): JSX.Element {
  const { preview, view, shown, isReport, onChoose } = props;
  const isPart = shown.from > preview.from || shown.to < preview.to;
  return (
    <div class="toolbar">
      {view.variables.map(({ id, label, value, options }) => (
        <Select
          key={id}
          label={label}
          options={options.map((one) => ({ value: one.value, text: one.label }))}
          value={value}
          onChange={(next) => onChoose((chosen) => ({ ...chosen, variables: { ...chosen.variables, [id]: next } }))}
        />
      ))}
      <RangeButtons {...props} />
      {!isReport && <PeriodSelect {...props} />}
      <span class="range muted">{span(shown.from, shown.to)}</span>
      {view.period > 60 && <span class="muted">counts are sums over {minutes(view.period)}</span>}
      {isPart && (
        <button
          type="button"
          class="link"
          onClick={() => onChoose((chosen) => ({ ...chosen, from: preview.from, to: preview.to }))}
        >
          Show everything
        </button>
      )}
    </div>
  );
}

function PeriodSelect({ view, shown, onChoose }: ToolbarProps): JSX.Element {
  const automatic = { value: '', text: `automatic (${minutes(view.period)})` };
  return (
    <Select
      label="Each point"
      options={[automatic, ...periods(shown).map((one) => ({ value: String(one), text: minutes(one) }))]}
      value={shown.period === undefined ? '' : String(shown.period)}
      onChange={(next) => onChoose((chosen) => ({ ...chosen, period: next === '' ? undefined : Number(next) }))}
    />
  );
}

function periods({ from, to }: DashboardChoice): number[] {
  return PERIODS.filter(
    (period) => (to - from) / 1000 / period <= POINTS_MAX && period * 1000 <= Math.max(to - from, 60_000),
  );
}

/** The last hours of what there is, and all of it. */
function RangeButtons({ preview, shown, onChoose }: ToolbarProps): JSX.Element {
  const { from, to } = preview;
  const shorter = HOURS.filter((hours) => hours * HOUR < 0.9 * (to - from)).slice(-4);
  const ranges = [
    ...shorter.map((hours) => ({ text: hours < 48 ? `${hours} h` : `${hours / 24} d`, from: to - hours * HOUR })),
    { text: 'All', from },
  ];
  return (
    <Segments
      label="Range, up to the end of the logs"
      segments={ranges.map((range) => ({
        text: range.text,
        title: range.text === 'All' ? 'All of the logs' : `The last ${range.text} of the logs`,
        isOn: shown.from === range.from && shown.to === to,
        onClick: () => onChoose((chosen) => ({ ...chosen, from: range.from, to })),
      }))}
    />
  );
}
