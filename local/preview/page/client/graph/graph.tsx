/** The graph of a widget with its legend; which series are hidden is kept as long as the widget stays on the page. */
import type { JSX } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { MetricView } from '../../../document.ts';
import { useLook } from '../look.ts';
import { chart } from './chart.ts';
import { type Drawn, drawn, legendOrder } from './chart-data.ts';
import { colorsOf } from './colors.ts';
import { Legend } from './legend.tsx';
import './graph.css';

export interface GraphProps {
  readonly view: MetricView;
  readonly from: number;
  readonly to: number;
  readonly onZoom: (from: number, to: number) => void;
}

const NONE: ReadonlySet<string> = new Set();

export function Graph(props: GraphProps): JSX.Element {
  const { view } = props;
  const look = useLook();
  const [hidden, setHidden] = useState(NONE);
  // A color is another one in another look.
  const colors = useMemo(() => colorsOf(view.series), [view, look]);
  const series = useMemo(() => drawn(view, colors, hidden), [view, colors, hidden]);
  const items = legendOrder(view).map((index) => {
    const { label = '', yAxis = 'left' } = view.series[index] ?? {};
    return { label, yAxis, color: colors[index] ?? '#888888' };
  });
  return (
    <div class="graph">
      <Plot {...props} series={series} />
      {view.legend !== 'hidden' && <Legend items={items} hidden={hidden} onChange={setHidden} />}
    </div>
  );
}

interface PlotProps extends GraphProps {
  readonly series: readonly Drawn[];
}

function Plot({ view, series, from, to, onZoom }: PlotProps): JSX.Element {
  const holder = useRef<HTMLDivElement>(null);
  const look = useLook();
  const zoom = useRef(onZoom);
  zoom.current = onZoom;
  // The axes are written in the zone and colors of the look.
  useEffect(() => {
    if (holder.current === null) return undefined;
    return chart(holder.current, { view, series, from, to, onZoom: (start, end) => zoom.current(start, end) });
  }, [view, series, from, to, look]);
  const names = series.map(({ label }) => label).join(', ');
  return (
    // biome-ignore lint/a11y/useSemanticElements: a graph is no set of form fields.
    <div
      class="plot"
      ref={holder}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the arrow keys move its crosshair.
      tabIndex={0}
      role="group"
      aria-roledescription="graph"
      aria-label={`${view.title}: ${names}. Left and right move the crosshair.`}
    />
  );
}
