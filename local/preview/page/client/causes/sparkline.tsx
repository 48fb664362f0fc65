/** Requests over the whole range as a row of bars. */
import type { JSX } from 'preact';

export interface SparklineProps {
  readonly cause: string;
  readonly bars: readonly number[];
}

const WIDTH = 2;
const HEIGHT = 24;

export function Sparkline({ cause, bars }: SparklineProps): JSX.Element {
  const most = Math.max(1, ...bars);
  return (
    <svg
      viewBox={`0 0 ${WIDTH * bars.length} ${HEIGHT}`}
      class="spark"
      role="img"
      aria-label={`${cause} over time`}
      preserveAspectRatio="none"
    >
      <line x1={0} x2={WIDTH * bars.length} y1={HEIGHT} y2={HEIGHT} />
      {bars.map((value, index) => {
        if (value === 0) return null;
        const height = Math.max(1.5, ((HEIGHT - 2) * value) / most);
        return <rect x={WIDTH * index} y={HEIGHT - height} width={0.8 * WIDTH} height={height} />;
      })}
    </svg>
  );
}
