/** The legend of a graph: a button for each series. A click hides or shows it; with Alt, or a double click, it alone is left. */
import type { JSX } from 'preact';
import './legend.css';

export interface LegendItem {
  readonly label: string;
  readonly color: string;
  readonly yAxis: 'left' | 'right';
}

export interface LegendProps {
  readonly items: readonly LegendItem[];
  readonly hidden: ReadonlySet<string>;
  readonly onChange: (hidden: ReadonlySet<string>) => void;
}

export function Legend({ items, hidden, onChange }: LegendProps): JSX.Element {
  const hasRight = items.some(({ yAxis }) => yAxis === 'right') && items.some(({ yAxis }) => yAxis === 'left');
  const labels = items.map(({ label }) => label);
  return (
    <fieldset class="legend" aria-label="Series">
      {items.map(({ label, color, yAxis }) => (
        <button
          key={label}
          type="button"
          aria-pressed={!hidden.has(label)}
          title={`${label}${hasRight ? ` (${yAxis} axis)` : ''}. Click to hide or show it, Alt and click to leave it alone`}
          onClick={(event) => onChange(event.altKey ? only(labels, label, hidden) : toggled(label, hidden))}
          onDblClick={() => onChange(only(labels, label, hidden))}
        >
          <span class="swatch" style={{ background: color }} />
          <span>
            {label}
            {hasRight && yAxis === 'right' && ' →'}
          </span>
        </button>
      ))}
    </fieldset>
  );
}

/** All but one hidden; none, where they were. */
export function only(labels: readonly string[], label: string, hidden: ReadonlySet<string>): ReadonlySet<string> {
  const others = labels.filter((other) => other !== label);
  return others.every((other) => hidden.has(other)) && !hidden.has(label) ? new Set() : new Set(others);
}

function toggled(label: string, hidden: ReadonlySet<string>): ReadonlySet<string> {
  const next = new Set(hidden);
  if (!next.delete(label)) next.add(label);
  return next;
}
