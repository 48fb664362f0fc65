/**
 * The same page as one file for a ticket or a wiki: style, script and data inside, the dashboard of every load balancer
 * with it.
 */

import { createHash } from 'node:crypto';
import { freeMemory } from '../read/memory.ts';
import type { DashboardChoice, DashboardView } from './dashboard-document.ts';
import type { KnownWidgets } from './dashboard-view.ts';
import type { Preview } from './document.ts';
import type { Embedded } from './embedded-counts.ts';
import { embeddedDashboards } from './embedded-dashboards.ts';
import type { Page } from './page/bundle.ts';
import type { PreviewSession } from './session.ts';

/** A file for a ticket must stay small; the notice says which load balancers are in it. */
const DASHBOARDS_MAX = 12;

export function embedded(session: Pick<PreviewSession, 'preview' | 'counts' | 'dashboard'>): Embedded {
  const preview = withoutLines(session.preview());
  const known: KnownWidgets = new Map();
  const dashboard = (choice: DashboardChoice): DashboardView => session.dashboard(choice, known);
  const { from, to } = preview;
  const counts = session.counts();
  const whole = { from, to, period: undefined };
  const first = dashboard({ ...whole, variables: {} });
  const [variable] = first.variables;
  if (variable === undefined) return { preview, counts, dashboards: embeddedDashboards([first]) };
  const others = variable.options.filter(({ value }) => value !== variable.value).slice(0, DASHBOARDS_MAX - 1);
  const left = variable.options.length - 1 - others.length;
  const shown = [variable.value, ...others.map(({ value }) => value)];
  const only = (view: DashboardView): DashboardView => ({
    ...view,
    variables: view.variables.map((one) => ({
      ...one,
      options: one.options.filter(({ value }) => shown.includes(value)),
    })),
  });
  const rest = others.map(({ value }) => {
    freeMemory();
    return dashboard({ ...whole, variables: { [variable.id]: value } });
  });
  const notice = `This file has the graphs of ${shown.length} load balancers; ${left} more are on the live page.`;
  return {
    preview: left > 0 ? { ...preview, notices: [...preview.notices, notice] } : preview,
    counts,
    dashboards: embeddedDashboards([first, ...rest].map(only)),
  };
}

/** What could not be read may be anything, so it stays on this machine: a file is sent to others. */
function withoutLines(preview: Preview): Preview {
  const { account } = preview;
  if (account.unparsed === 0) return preview;
  const rows = account.rows.map((row) => ({ ...row, unparsedExamples: [], explained: [] }));
  const notice = 'This file does not hold the lines that could not be read. The live page shows them.';
  return { ...preview, account: { ...account, rows }, notices: [...preview.notices, notice] };
}

export function reportHtml(page: Page, data: Embedded): string {
  // In a script element only `</` and `<!--` have a meaning, so no `<` is left.
  const json = JSON.stringify(data).replaceAll('<', '\\u003c');
  const script = page.script.replaceAll('</script', '<\\/script');
  return page.html
    .replace('<!-- policy -->', () => `<meta http-equiv="Content-Security-Policy" content="${policyFor(script)}">`)
    .replace('<!-- style -->', () => `<style>${page.css}</style>`)
    .replace('<!-- data -->', () => `<script type="application/json" id="data">${json}</script>`)
    .replace('<!-- script -->', () => `<script>${script}</script>`);
}

/** The file goes to others, and has text of strangers in it: it runs our script alone, and calls nobody. */
function policyFor(script: string): string {
  const hash = createHash('sha256').update(script).digest('base64');
  return `default-src 'none'; script-src 'sha256-${hash}'; style-src 'unsafe-inline'; img-src data:`;
}
