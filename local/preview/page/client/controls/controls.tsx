/**
 * Controls that several sections use: a choice from a list, a row of buttons of which one is on, a table that scrolls.
 */
import type { ComponentChildren, JSX } from 'preact';
import './controls.css';

interface Option {
  readonly value: string;
  readonly text: string;
}

export interface SelectProps {
  readonly label: string;
  readonly options: readonly Option[];
  readonly value: string;
  readonly onChange: (value: string) => void;
}

export function Select({ label, options, value, onChange }: SelectProps): JSX.Element {
  return (
    <label>
      <span>{label}</span>
      <select value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        {options.map((option) => (
          <option key={option.value} value={option.value} selected={option.value === value}>
            {option.text}
          </option>
        ))}
      </select>
    </label>
  );
}

interface Segment {
  readonly text: string;
  readonly title?: string;
  readonly isOn: boolean;
  readonly onClick: () => void;
}

export interface SegmentsProps {
  readonly label: string;
  readonly segments: readonly Segment[];
}

export function Segments({ label, segments }: SegmentsProps): JSX.Element {
  return (
    <fieldset class="segments" aria-label={label}>
      {segments.map(({ text, title, isOn, onClick }) => (
        <button key={text} type="button" title={title} aria-pressed={isOn} onClick={onClick}>
          {text}
        </button>
      ))}
    </fieldset>
  );
}

export interface TableScrollProps {
  /** What the table holds: it is named, because a person can put the keyboard on it to scroll. */
  readonly label: string;
  readonly children: ComponentChildren;
}

export function TableScroll({ label, children }: TableScrollProps): JSX.Element {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
    <section class="table-scroll" tabIndex={0} aria-label={label}>
      {children}
    </section>
  );
}
