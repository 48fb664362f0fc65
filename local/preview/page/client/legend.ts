/** The legend of a graph: a button for each series. A click hides or shows it; with Alt, or a double click, it alone is left. */
import { h } from './dom.ts';

export interface LegendItem {
  readonly label: string;
  readonly color: string;
  readonly yAxis: 'left' | 'right';
}

export interface LegendOptions {
  readonly hidden: ReadonlySet<string>;
  readonly onChange: (hidden: ReadonlySet<string>) => void;
}

export function legend(items: readonly LegendItem[], { hidden, onChange }: LegendOptions): HTMLElement {
  const only = (label: string): ReadonlySet<string> => {
    const others = items.map((item) => item.label).filter((other) => other !== label);
    return others.every((other) => hidden.has(other)) && !hidden.has(label) ? new Set() : new Set(others);
  };
  const toggled = (label: string): ReadonlySet<string> => {
    const next = new Set(hidden);
    if (!next.delete(label)) next.add(label);
    return next;
  };
  const hasRight = items.some(({ yAxis }) => yAxis === 'right') && items.some(({ yAxis }) => yAxis === 'left');
  return h(
    'div',
    { class: 'legend', role: 'group', 'aria-label': 'Series' },
    ...items.map(({ label, color, yAxis }) =>
      h(
        'button',
        {
          type: 'button',
          'aria-pressed': String(!hidden.has(label)),
          title: `${label}${hasRight ? ` (${yAxis} axis)` : ''}. Click hides or shows, Alt and click leaves it alone`,
          onclick: (event) => onChange(event instanceof MouseEvent && event.altKey ? only(label) : toggled(label)),
          ondblclick: () => onChange(only(label)),
        },
        h('span', { class: 'swatch', style: `background:${color}` }),
        h('span', {}, `${label}${hasRight && yAxis === 'right' ? ' →' : ''}`),
      ),
    ),
  );
}
