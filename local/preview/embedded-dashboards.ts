/**
 * Dashboards inside a report, and back: one for each load balancer, and each widget once, because most are the same in
 * all of them. Also run by the browser.
 */
import type { DashboardView, WidgetView } from './dashboard-document.ts';

export interface EmbeddedDashboards {
  readonly boards: readonly EmbeddedBoard[];
  readonly widgets: readonly WidgetView[];
}

interface EmbeddedBoard extends Omit<DashboardView, 'widgets'> {
  /** Indexes of widgets. */
  readonly shown: readonly number[];
}

export function embeddedDashboards(views: readonly DashboardView[]): EmbeddedDashboards {
  const places = new Map<WidgetView, number>();
  const boards = views.map(({ widgets, ...board }) => {
    for (const widget of widgets) if (!places.has(widget)) places.set(widget, places.size);
    return { ...board, shown: widgets.map((widget) => places.get(widget) ?? 0) };
  });
  return { boards, widgets: [...places.keys()] };
}

export function dashboardsIn({ boards, widgets }: EmbeddedDashboards): DashboardView[] {
  return boards.map(({ shown, ...board }) => ({ ...board, widgets: shown.flatMap((place) => widgets[place] ?? []) }));
}
