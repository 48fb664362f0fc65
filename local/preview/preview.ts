/**
 * Readings and the synthesized stack -> what the page shows no matter what is chosen. Pure but for the metric store it
 * reads.
 */

import type { Span } from '../../lambda/verdict/gather.ts';
import type { Incident } from '../../lambda/verdict/verdict.ts';
import type { Settings } from '../../lib/settings/types.ts';
import { type Readings, spanOf } from '../readings/readings.ts';
import { copyLines } from '../summary/copies.ts';
import { ALARM_RANGE_MILLIS, alarmLanes } from './alarm-lanes.ts';
import { billOf } from './bill.ts';
import type { ObjectRow, Preview, ReadingAccount, RouteProposals } from './document.ts';
import { previewIncidents } from './incidents.ts';
import type { Synthesized } from './synthesized.ts';

export interface PreviewSource {
  /** In words, for the head of the page. */
  readonly source: string;
  readonly isSample: boolean;
  readonly notices: readonly string[];
  readonly settings: Settings;
  readonly synthesized: Synthesized;
  readonly readings: Readings;
  /** Newest first. */
  readonly incidents: readonly Incident[];
  readonly routes?: RouteProposals | undefined;
  /** Called with how much of the alarms has been played, 0 to 1. */
  readonly onProgress?: ((share: number) => void) | undefined;
  /** The present, for a page without any data. */
  readonly now: number;
}

const HOUR = 3_600_000;
const OBJECT_ROWS_MAX = 200;
const NOT_READ_MAX = 100;

export function previewOf(source: PreviewSource): Preview {
  const { readings, settings, synthesized } = source;
  const { store, config } = readings;
  const span = rangeOf(source);
  const { definitions, alarmReads, estimate } = synthesized;
  const dashboardName = definitions.dashboards[0]?.name ?? '';
  const lanes =
    spanOf(readings) === undefined
      ? []
      : alarmLanes(definitions, store, {
          ...span,
          rowMinutes: readings.cells.minutes(),
          onProgress: source.onProgress,
        });
  return {
    source: source.source,
    isSample: source.isSample,
    version: readings.version,
    ...span,
    dashboardName,
    notices: [
      ...emptyNotices(readings),
      ...copyLines(readings.copies),
      ...source.notices,
      ...widthNotices(readings),
      ...rangeNotices(span),
    ],
    loadBalancers: loadBalancersSeen(readings),
    incidents: previewIncidents(source.incidents, {
      allowedPercent: settings.alarms.errorPercent,
      dashboardName,
      lanes,
    }),
    alarms: lanes,
    ...(source.routes === undefined ? {} : { routes: source.routes }),
    account: accountOf(readings),
    bill: billOf({
      metrics: store.metrics().filter(({ namespace }) => namespace === config.namespace),
      ...{ settings, alarmReads, estimate },
    }),
  };
}

function rangeOf({ readings, now }: Pick<PreviewSource, 'readings' | 'now'>): Span {
  return spanOf(readings) ?? { from: now - HOUR, to: now };
}

function emptyNotices({ objects }: Readings): string[] {
  if (objects.objects === 0) return ['Nothing has been read yet. This page updates as soon as a log object appears.'];
  if (objects.lines.parsed > 0) return [];
  return ['No line could be read. The section Lines of the live page shows the first ones as they are.'];
}

const WIDTH_WORDS: Readonly<Record<number, string>> = { 5: '5 minutes', 60: 'one hour', 1440: 'one day' };

function widthNotices({ cells, bytesMax }: Readings): string[] {
  const words = WIDTH_WORDS[cells.minutes()];
  if (words === undefined) return [];
  const bound = `${Math.round(bytesMax / 1024 ** 2)} MB`;
  return [
    `These logs are too large to keep them minute by minute in ${bound}. So counts by load balancer, target group, route, code or cause are in steps of ${words}, and alarms on these are not evaluated. To see minutes, read a shorter period with --from and --to.`,
  ];
}

function rangeNotices({ from, to }: Span): string[] {
  if (to - from <= ALARM_RANGE_MILLIS) return [];
  return [`Alarms are evaluated over the last ${ALARM_RANGE_MILLIS / (24 * HOUR)} days of these logs.`];
}

/** Of every family of logs. */
function loadBalancersSeen({ store }: Readings): string[] {
  return [...new Set(store.metrics().flatMap(({ dimensions }) => dimensions.LoadBalancer ?? []))].sort();
}

function accountOf({ objects, ignored, failed }: Readings): ReadingAccount {
  const rows = [...objects.unparsed, ...objects.newest].map(
    ({ arrivedAt = 0, explained = [], ...row }): ObjectRow => ({ ...row, arrivedAt, explained }),
  );
  return {
    ...{ objects: objects.objects, ...objects.lines, bytes: objects.uncompressedBytes },
    seriesDropped: { names: [...objects.seriesDropped.names].sort(), objects: objects.seriesDropped.objects },
    rows: rows.slice(0, OBJECT_ROWS_MAX),
    ...{ ignored: ignored.slice(0, NOT_READ_MAX), ignoredCount: ignored.length },
    ...{ failed: failed.slice(0, NOT_READ_MAX), failedCount: failed.length },
  };
}
