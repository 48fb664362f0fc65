/** The page: gets its data, keeps what was chosen, draws the section that the address names, and draws again when either changes. */
import type { DashboardChoice, DashboardView, Preview } from '../../document.ts';
import { accountSection } from './account.ts';
import { alarmTimeline } from './alarms.ts';
import { billSection } from './bill.ts';
import { causesSection, topCauses } from './causes.ts';
import { type Child, h, replace } from './dom.ts';
import { examplesSection } from './examples.ts';
import { header, SECTIONS, type SectionName } from './header.ts';
import { applyTheme, onSystemTheme } from './preferences.ts';
import { dataSource } from './source.ts';
import { tiles } from './tiles.ts';
import { type Change, toolbar } from './toolbar.ts';
import { widget } from './widgets.ts';

interface State {
  preview: Preview;
  view: DashboardView;
  /** What is wanted: a second choice adds to the first one, though its answer is still on the way. */
  chosen: DashboardChoice;
  /** What `view` shows. */
  shown: DashboardChoice;
  isLost: boolean;
}

const source = dataSource();
const hidden = new Map<string, ReadonlySet<string>>();
let cleanUp: (() => void)[] = [];
/** Only the answer to the latest question is drawn. */
let asked = 0;
let refreshed = 0;

async function start(): Promise<void> {
  applyTheme();
  const preview = await source.preview();
  const chosen = { variables: {}, from: preview.from, to: preview.to, period: undefined };
  const state: State = { preview, chosen, shown: chosen, view: await source.dashboard(chosen), isLost: false };
  const redraw = (): void => draw(state);
  addEventListener('hashchange', () => {
    draw(state);
    if (location.hash === '#alarms') document.querySelector('.alarms')?.scrollIntoView();
    else scrollTo({ top: 0 });
  });
  onSystemTheme(redraw);
  source.onChange(() => void refresh(state).catch(failed));
  source.onLost((isLost) => {
    state.isLost = isLost;
    drawHeader(state);
  });
  draw(state);
}

/** New logs: what showed everything shows everything again, a narrower range stays. */
async function refresh(state: State): Promise<void> {
  refreshed += 1;
  const mine = refreshed;
  const preview = await source.preview();
  if (mine !== refreshed) return;
  const { preview: before } = state;
  const { from, to } = preview;
  state.preview = preview;
  await choose(state, (chosen) => {
    const isAll = chosen.from === before.from && chosen.to === before.to;
    return isAll ? { ...chosen, from, to } : chosen;
  });
}

async function choose(state: State, change: Change): Promise<void> {
  asked += 1;
  const mine = asked;
  const isLatest = (): boolean => mine === asked;
  const chosen = change(state.chosen);
  state.chosen = chosen;
  document.body.classList.add('busy');
  try {
    const view = await source.dashboard(chosen);
    if (isLatest()) Object.assign(state, { view, shown: chosen });
  } catch (error) {
    if (!isLatest()) return;
    state.chosen = state.shown;
    throw error;
  } finally {
    if (isLatest()) document.body.classList.remove('busy');
  }
  if (isLatest()) draw(state);
}

function section(): SectionName {
  const name = location.hash.slice(1);
  return SECTIONS.find(([known]) => known === name)?.[0] ?? 'dashboard';
}

function draw(state: State): void {
  for (const destroy of cleanUp) destroy();
  cleanUp = [];
  const focused = focusedControl();
  drawHeader(state);
  const main = document.getElementById('main');
  if (main !== null) replace(main, ...contents(state));
  document.title = `${state.preview.dashboardName || 'Load balancer logs'} · ${section()}`;
  focus(focused);
}

function drawHeader(state: State): void {
  const head = document.getElementById('head');
  if (head === null) return;
  const { preview, isLost } = state;
  const onLook = (change: () => void): void => {
    change();
    draw(state);
  };
  replace(head, ...header({ preview, isLost, section: section(), onLook }));
  // In a narrow window the sections scroll sideways.
  head.querySelector('nav [aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
}

function contents(state: State): Child[] {
  const { preview } = state;
  switch (section()) {
    case 'dashboard':
      return [tiles(preview), ...dashboard(state)];
    case 'causes':
      return [causesSection(preview)];
    case 'examples':
      return [examplesSection(preview)];
    case 'lines':
      return [accountSection(preview)];
    case 'bill':
      return [billSection(preview)];
  }
}

function dashboard(state: State): Child[] {
  const { preview, view, shown } = state;
  const onChoose = (change: Change): void => void choose(state, change).catch(failed);
  const onZoom = (from: number, to: number): void => {
    const minute = 60_000;
    const start = Math.floor(from / minute) * minute;
    const end = Math.max(start + 5 * minute, Math.ceil(to / minute) * minute);
    onChoose((chosen) => ({ ...chosen, from: start, to: end }));
  };
  const context = {
    view,
    alarms: preview.alarms,
    onZoom,
    hidden,
    onDestroy: (destroy: () => void) => cleanUp.push(destroy),
  };
  return [
    toolbar({ preview, view, shown, isReport: source.isReport, onChoose }),
    h(
      'div',
      { class: 'dashboard' },
      alarmTimeline(preview.alarms, shown, topCauses(preview)),
      h(
        'div',
        { class: 'grid-holder' },
        h('div', { class: 'grid' }, ...view.widgets.map((one) => widget(one, context))),
      ),
    ),
  ];
}

/** Drawing again replaces the control a person just used; its successor gets the focus. */
function focusedControl(): string | undefined {
  const active = document.activeElement;
  if (!(active instanceof HTMLElement) || active === document.body) return undefined;
  return controlKey(active);
}

function controlKey(element: HTMLElement): string {
  const label = element.closest('label')?.querySelector('span')?.textContent;
  return `${element.tagName} ${label ?? element.getAttribute('aria-label') ?? element.textContent}`;
}

function focus(key: string | undefined): void {
  if (key === undefined) return;
  const controls = document.querySelectorAll<HTMLElement>('button, select, a, [tabindex]');
  [...controls].find((element) => controlKey(element) === key)?.focus({ preventScroll: true });
}

function failed(error: unknown): void {
  const text = error instanceof Error ? error.message : String(error);
  const main = document.getElementById('main');
  if (main?.querySelector('.loading'))
    replace(main, h('p', { class: 'empty', role: 'alert' }, `Nothing to show: ${text}.`));
  else document.getElementById('head')?.append(h('p', { class: 'lost', role: 'alert' }, `Not updated: ${text}.`));
}

start().catch(failed);
