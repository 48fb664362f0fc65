/** What the graphs show: load balancer, range and period. */
import type { DashboardChoice, DashboardView, Preview } from '../../document.ts';
import { h } from './dom.ts';
import { choice } from './examples.ts';
import { minutes, span } from './format.ts';

/** Of what is wanted by then, which may be more than what is shown. */
export type Change = (chosen: DashboardChoice) => DashboardChoice;

export interface ToolbarOptions {
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

export function toolbar(options: ToolbarOptions): HTMLElement {
  const { preview, view, shown, isReport, onChoose } = options;
  return h(
    'div',
    { class: 'toolbar' },
    ...view.variables.map(({ id, label, value, options: values }) =>
      choice(
        label,
        values.map((one) => [one.value, one.label] as const),
        value,
        (next) => onChoose((chosen) => ({ ...chosen, variables: { ...chosen.variables, [id]: next } })),
      ),
    ),
    rangeButtons(options),
    !isReport &&
      choice(
        'Each point',
        [
          ['', `automatic (${minutes(view.period)})`],
          ...periods(shown).map((one) => [String(one), minutes(one)] as const),
        ],
        shown.period === undefined ? '' : String(shown.period),
        (next) => onChoose((chosen) => ({ ...chosen, period: next === '' ? undefined : Number(next) })),
      ),
    h('span', { class: 'range muted' }, span(shown.from, shown.to)),
    view.period > 60 && h('span', { class: 'muted' }, `counts are sums over ${minutes(view.period)}`),
    (shown.from > preview.from || shown.to < preview.to) &&
      h(
        'button',
        {
          type: 'button',
          class: 'link',
          onclick: () => onChoose((chosen) => ({ ...chosen, from: preview.from, to: preview.to })),
        },
        'Show everything',
      ),
  );
}

function periods({ from, to }: DashboardChoice): number[] {
  return PERIODS.filter(
    (period) => (to - from) / 1000 / period <= POINTS_MAX && period * 1000 <= Math.max(to - from, 60_000),
  );
}

/** The last hours of what there is, and all of it. */
function rangeButtons({ preview, shown, onChoose }: ToolbarOptions): HTMLElement {
  const { from, to } = preview;
  const shorter = HOURS.filter((hours) => hours * HOUR < 0.9 * (to - from)).slice(-4);
  const ranges = [
    ...shorter.map((hours) => ({ text: hours < 48 ? `${hours} h` : `${hours / 24} d`, from: to - hours * HOUR })),
    { text: 'All', from },
  ];
  return h(
    'div',
    { class: 'segments', role: 'group', 'aria-label': 'Range, up to the end of the logs' },
    ...ranges.map((range) =>
      h(
        'button',
        {
          type: 'button',
          'aria-pressed': String(shown.from === range.from && shown.to === to),
          title: range.text === 'All' ? 'All of the logs' : `The last ${range.text} of the logs`,
          onclick: () => onChoose((chosen) => ({ ...chosen, from: range.from, to })),
        },
        range.text,
      ),
    ),
  );
}
