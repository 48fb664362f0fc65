/** The head of the page: what was read, the sections, the zone of times and the colors. */

import type { JSX } from 'preact';
import type { Preview } from '../../../document.ts';
import type { Selection } from '../../../selection-document.ts';
import { SECTIONS, type SectionName } from '../choice/address.ts';
import { useLinks } from '../choice/links.ts';
import { Segments } from '../controls/controls.tsx';
import { span, zoneName } from '../format.ts';
import { isDark, setTheme, setZone, theme, zone } from '../preferences.ts';
import './header.css';

export interface HeaderProps {
  readonly preview: Preview;
  readonly selection: Selection;
  readonly isLost: boolean;
  /** Why what is shown is not what was asked for. */
  readonly problem: string | undefined;
  /** Makes a change of zone or colors, and draws again. */
  readonly onLook: (change: () => void) => void;
}

export function Header({ preview, selection, isLost, problem, onLook }: HeaderProps): JSX.Element {
  return (
    <>
      <div class="head-row">
        <h1 class="brand">
          elb-log-metrics <span class="muted">preview</span>
        </h1>
        <div class="source" title={preview.source}>
          {preview.source}
        </div>
        <div class="muted when">
          {span(preview.from, preview.to)} {zoneName()}
        </div>
        <Look onLook={onLook} />
      </div>
      <Sections preview={preview} selection={selection} />
      {isLost && (
        <p class="lost" role="status">
          The program behind this page has ended. The page stays as it is. To choose something else, start it again.
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

/** The choice goes along from section to section. */
function Sections({ preview, selection }: Pick<HeaderProps, 'preview' | 'selection'>): JSX.Element {
  const { address, href } = useLinks();
  return (
    <nav aria-label="Sections">
      {SECTIONS.map(([name, text]) => (
        <a key={name} href={href({}, { section: name })} aria-current={name === address.section ? 'page' : undefined}>
          {text}
          <Badge name={name} preview={preview} selection={selection} />
        </a>
      ))}
    </nav>
  );
}

interface BadgeProps extends Pick<HeaderProps, 'preview' | 'selection'> {
  readonly name: SectionName;
}

function Badge({ name, preview: { account }, selection: { causes, examples } }: BadgeProps): JSX.Element | null {
  const counts: Partial<Record<SectionName, number>> = {
    causes: causes.length,
    examples: examples.length,
    lines: account.unparsed + account.failedCount,
  };
  const count = counts[name] ?? 0;
  return count === 0 ? null : <span class={name === 'lines' ? 'badge bad' : 'badge'}>{count}</span>;
}
