/** The head of the page: what was read, the sections, the zone of times and the colours. */
import type { Preview } from '../../document.ts';
import { type Child, h } from './dom.ts';
import { span, zoneName } from './format.ts';
import { isDark, setTheme, setZone, theme, zone } from './preferences.ts';

export const SECTIONS = [
  ['dashboard', 'Dashboard'],
  ['causes', 'Causes'],
  ['examples', 'Examples'],
  ['lines', 'Lines'],
  ['bill', 'Bill'],
] as const;

export type SectionName = (typeof SECTIONS)[number][0];

export interface HeaderOptions {
  readonly preview: Preview;
  readonly section: SectionName;
  readonly isLost: boolean;
  /** Makes a change of zone or colours, and draws again. */
  readonly onLook: (change: () => void) => void;
}

export function header({ preview, section, isLost, onLook }: HeaderOptions): Child[] {
  const dark = isDark();
  return [
    h(
      'div',
      { class: 'head-row' },
      h('div', { class: 'brand' }, h('strong', {}, 'elb-log-metrics'), h('span', { class: 'muted' }, 'preview')),
      h('div', { class: 'source', title: preview.source }, preview.source),
      h('div', { class: 'muted when' }, `${span(preview.from, preview.to)} ${zoneName()}`),
      h(
        'div',
        { class: 'look' },
        h(
          'div',
          { class: 'segments', role: 'group', 'aria-label': 'Times' },
          ...(['local', 'utc'] as const).map((one) =>
            h(
              'button',
              { type: 'button', 'aria-pressed': String(zone() === one), onclick: () => onLook(() => setZone(one)) },
              one === 'utc' ? 'UTC' : 'Local',
            ),
          ),
        ),
        h(
          'button',
          {
            type: 'button',
            class: 'icon',
            'aria-label': dark ? 'Light colours' : 'Dark colours',
            title: `${dark ? 'Light' : 'Dark'} colours${theme() === 'system' ? '' : '; set by you'}`,
            onclick: () => onLook(() => setTheme(dark ? 'light' : 'dark')),
          },
          dark ? '☀' : '☾',
        ),
      ),
    ),
    h(
      'nav',
      { 'aria-label': 'Sections' },
      ...SECTIONS.map(([name, text]) =>
        h('a', { href: `#${name}`, 'aria-current': name === section && 'page' }, text, badge(name, preview)),
      ),
    ),
    isLost &&
      h('p', { class: 'lost', role: 'status' }, 'npm start has ended. What you see stays, new ranges need it again.'),
    ...preview.notices.map((text) => h('p', { class: 'notice' }, text)),
  ];
}

function badge(name: SectionName, { causes, examples, account }: Preview): Child {
  const count = {
    dashboard: 0,
    causes: causes.length,
    examples: examples.length,
    lines: account.unparsed + account.failedCount,
    bill: 0,
  }[name];
  return count > 0 && h('span', { class: name === 'lines' ? 'badge bad' : 'badge' }, String(count));
}
