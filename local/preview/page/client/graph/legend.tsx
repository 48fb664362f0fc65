/**
 * The legend of a graph: a button for each series. A click hides or shows it; with Alt, or a double click, it alone is
 * left.
 */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Style } from './styles.ts';
import { Swatch } from './swatch.tsx';
import './legend.css';

interface LegendItem {
  readonly label: string;
  readonly style: Style;
  readonly yAxis: 'left' | 'right';
}

export interface LegendProps {
  readonly items: readonly LegendItem[];
  readonly hidden: ReadonlySet<string>;
  readonly onChange: (hidden: ReadonlySet<string>) => void;
}

/** As many as fit into two or three rows; a button says how many more there are. */
const SHOWN = 6;

export function Legend({ items, hidden, onChange }: LegendProps): JSX.Element {
  const [isOpen, setOpen] = useState(false);
  const hasRight = items.some(({ yAxis }) => yAxis === 'right') && items.some(({ yAxis }) => yAxis === 'left');
  const labels = items.map(({ label }) => label);
  // One more than fits is shown rather than announced.
  const shown = isOpen || items.length <= SHOWN + 1 ? items : items.slice(0, SHOWN);
  return (
    <fieldset class={isOpen ? 'legend open' : 'legend'} aria-label="Series">
      {shown.map(({ label, style, yAxis }) => (
        <button
          key={label}
          type="button"
          aria-pressed={!hidden.has(label)}
          title={`${label}${hasRight ? ` (${yAxis} axis)` : ''}. Click to hide or show it, Alt and click to leave it alone`}
          onClick={(event) => onChange(event.altKey ? showOnly(labels, label, hidden) : toggled(label, hidden))}
          onDblClick={() => onChange(showOnly(labels, label, hidden))}
        >
          <Swatch style={style} />
          <span>
            {label}
            {hasRight && yAxis === 'right' && ' →'}
          </span>
        </button>
      ))}
      {items.length > SHOWN + 1 && (
        <button type="button" class="more" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {isOpen ? 'fewer' : `${items.length - SHOWN} more`}
        </button>
      )}
    </fieldset>
  );
}

/** All but one hidden; none, where they were. */
export function showOnly(labels: readonly string[], label: string, hidden: ReadonlySet<string>): ReadonlySet<string> {
  const others = labels.filter((other) => other !== label);
  return others.every((other) => hidden.has(other)) && !hidden.has(label) ? new Set() : new Set(others);
}

function toggled(label: string, hidden: ReadonlySet<string>): ReadonlySet<string> {
  const next = new Set(hidden);
  if (!next.delete(label)) next.add(label);
  return next;
}
