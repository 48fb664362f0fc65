/** Shows proposed routes as lines for a terminal: how many requests each covers, then the setting to paste. */
import { count, counted, percent } from '../../../lambda/catalogue/figures.ts';
import type { Proposals } from './proposals.ts';

/** The busiest first, and what to paste into the settings. */
export function proposedRoutes({ proposals, total }: Proposals) {
  const busiest = proposals.toSorted((left, right) => right.requests - left.requests);
  const rows = busiest.map(({ route, requests }) => ({ path: route.path ?? '', requests }));
  return { total, rows, setting: `"routes": ${JSON.stringify(proposals.map(({ route }) => route))}` };
}

export function proposalLines({ proposals, total }: Proposals): readonly string[] {
  if (proposals.length === 0) return [];
  const { rows, setting } = proposedRoutes({ proposals, total });
  const covered = proposals.reduce((sum, { requests }) => sum + requests, 0);
  return [
    '',
    `No routes are named. ${coverage(proposals.length)} ${percent(covered, total, 1)} of ${counted(total, 'request')} looked at:`,
    ...rows.map(
      ({ path, requests }) => `  ${count(requests).padStart(9)}  ${percent(requests, total, 1).padStart(7)}  ${path}`,
    ),
    'To measure them, paste this into the settings (in this order; the names are yours to choose):',
    `  ${setting}`,
  ];
}

function coverage(routes: number): string {
  return routes === 1 ? 'This one covers' : `These ${count(routes)} cover`;
}
