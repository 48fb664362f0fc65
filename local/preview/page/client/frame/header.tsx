/** The head of the page: what was read, the sections, the zone of times and the colors. */
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Preview } from '../../../document.ts';
import { span, zoneName } from '../format.ts';
import { isDark, setTheme, setZone, theme, zone } from '../preferences.ts';
import { Segments } from './controls.tsx';
import './header.css';

export const SECTIONS = [
  ['dashboard', 'Dashboard'],
  ['causes', 'Causes'],
  ['examples', 'Examples'],
  ['lines', 'Lines'],
  ['bill', 'Bill'],
] as const;

export type SectionName = (typeof SECTIONS)[number][0];

export interface HeaderProps {
  readonly preview: Preview;
  readonly section: SectionName;
  readonly isLost: boolean;
  /** Why what is shown is not what was asked for. */
  readonly problem: string | undefined;
  /** Makes a change of zone or colors, and draws again. */
  readonly onLook: (change: () => void) => void;
}

export function Header({ preview, section, isLost, problem, onLook }: HeaderProps): JSX.Element {
  return (
    <>
      <div class="head-row">
        <div class="brand">
          <strong>elb-log-metrics</strong>
          <span class="muted">preview</span>
        </div>
        <div class="source" title={preview.source}>
          {preview.source}
        </div>
        <div class="muted when">
          {span(preview.from, preview.to)} {zoneName()}
        </div>
        <Look onLook={onLook} />
      </div>
      <Sections preview={preview} section={section} />
      {isLost && (
        <p class="lost" role="status">
          npm start has ended. What you see stays, new ranges need it again.
        </p>
      )}
      {problem !== undefined && (
        <p class="lost" role="alert">
          Not updated: {problem}.
        </p>
      )}
      {preview.notices.map((text) => (
        <p class="notice" key={text}>
          {text}
        </p>
      ))}
    </>
  );
}

function Look({ onLook }: Pick<HeaderProps, 'onLook'>): JSX.Element {
  const dark = isDark();
  return (
    <div class="look">
      <Segments
        label="Times"
        segments={(['local', 'utc'] as const).map((one) => ({
          text: one === 'utc' ? 'UTC' : 'Local',
          isOn: zone() === one,
          onClick: () => onLook(() => setZone(one)),
        }))}
      />
      <button
        type="button"
        class="icon"
        aria-label={dark ? 'Light colors' : 'Dark colors'}
        title={`${dark ? 'Light' : 'Dark'} colors${theme() === 'system' ? '' : '; set by you'}`}
        onClick={() => onLook(() => setTheme(dark ? 'light' : 'dark'))}
      >
        {dark ? '☀' : '☾'}
      </button>
    </div>
  );
}

function Sections({ preview, section }: Pick<HeaderProps, 'preview' | 'section'>): JSX.Element {
  const current = useRef<HTMLAnchorElement>(null);
  // In a narrow window the sections scroll sideways.
  // The element differs when the section does.
  useEffect(() => current.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' }), [section]);
  return (
    <nav aria-label="Sections">
      {SECTIONS.map(([name, text]) => {
        const isHere = name === section;
        return (
          <a key={name} href={`#${name}`} ref={isHere ? current : null} aria-current={isHere ? 'page' : undefined}>
            {text}
            <Badge name={name} preview={preview} />
          </a>
        );
      })}
    </nav>
  );
}

function Badge({ name, preview }: { readonly name: SectionName; readonly preview: Preview }): JSX.Element | null {
  const { causes, examples, account } = preview;
  const count = {
    dashboard: 0,
    causes: causes.length,
    examples: examples.length,
    lines: account.unparsed + account.failedCount,
    bill: 0,
  }[name];
  return count === 0 ? null : <span class={name === 'lines' ? 'badge bad' : 'badge'}>{count}</span>;
}
