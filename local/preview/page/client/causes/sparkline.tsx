/** Requests over the whole range in at most sixty bars. */
import type { JSX } from 'preact';
import type { CauseRow } from '../../../document.ts';

const BARS = 60;

export interface SparklineProps {
  readonly row: Pick<CauseRow, 'cause' | 'minutes'>;
  readonly from: number;
  readonly to: number;
}

export function Sparkline({ row, from, to }: SparklineProps): JSX.Element {
  const heights = barsOf(row.minutes, { from, to });
  const most = Math.max(1, ...heights);
  return (
    <svg
      viewBox={`0 0 ${2 * BARS} 24`}
      class="spark"
      role="img"
      aria-label={`${row.cause} over time`}
      preserveAspectRatio="none"
    >
      <line x1={0} x2={2 * BARS} y1={24} y2={24} />
      {heights.map((value, index) => {
        if (value === 0) return null;
        const height = Math.max(1.5, (22 * value) / most);
        return <rect x={2 * index} y={24 - height} width={1.6} height={height} />;
      })}
    </svg>
  );
}

/** The sum of each of sixty equal parts of the range. */
export function barsOf(minutes: CauseRow['minutes'], { from, to }: { from: number; to: number }): number[] {
  const heights = Array.from({ length: BARS }, () => 0);
  for (const [minute, requests] of minutes) {
    const index = Math.min(BARS - 1, Math.max(0, Math.floor((BARS * (minute - from)) / (to - from))));
    heights[index] = (heights[index] ?? 0) + requests;
  }
  return heights;
}
