/** The graph of a widget with its legend; which series are hidden is kept as long as the widget stays on the page. */

import type { JSX } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { MetricView } from '../../../dashboard-document.ts';
import type { Mark } from '../../../selection-document.ts';
import { useLook } from '../look.ts';
import { chart } from './chart.ts';
import { type DrawnSeries, drawn, hiddenAtFirst, legendOrder } from './chart-data.ts';
import { Legend } from './legend.tsx';
import { stylesOf } from './styles.ts';
import './graph.css';

export interface GraphProps {
  readonly view: MetricView;
  readonly from: number;
  readonly to: number;
  readonly marks: readonly Mark[];
  readonly onZoom: (from: number, to: number) => void;
}

export function MetricGraph(props: GraphProps): JSX.Element {
  const { view } = props;
  const look = useLook();
  /** Undefined until a person decides. */
  const [chosen, setHidden] = useState<ReadonlySet<string> | undefined>(undefined);
  const first = useMemo(() => hiddenAtFirst(view), [view]);
  const hidden = chosen ?? first;
  // A color is another one in another look.
  const styles = useMemo(() => stylesOf(view.series), [view, look]);
  const series = useMemo(() => drawn(view, styles, hidden), [view, styles, hidden]);
  const items = legendOrder(view).flatMap((index) => {
    const one = view.series[index];
    const style = styles[index];
    return one === undefined || style === undefined ? [] : [{ label: one.label, yAxis: one.yAxis, style }];
  });
  return (
    <div class="graph">
      <Plot {...props} series={series} />
      {view.legend !== 'hidden' && <Legend items={items} hidden={hidden} onChange={setHidden} />}
      {chosen === undefined && first.size > 0 && (
        <p class="note">{[...first].join(', ')} hidden, because the failures would be flat next to them.</p>
      )}
    </div>
  );
}

interface PlotProps extends GraphProps {
  readonly series: readonly DrawnSeries[];
}

function Plot({ view, series, from, to, marks, onZoom }: PlotProps): JSX.Element {
  const holder = useRef<HTMLDivElement>(null);
  const look = useLook();
  const zoom = useRef(onZoom);
  zoom.current = onZoom;
  // The axes are written in the zone and colors of the look.
  useEffect(() => {
    if (holder.current === null) return undefined;
    return chart(holder.current, { view, series, from, to, marks, onZoom: (start, end) => zoom.current(start, end) });
  }, [view, series, from, to, marks, look]);
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
      aria-label={`${view.title}: ${names}. Left and right move the crosshair, plus and minus zoom, Shift with left and right selects and Enter zooms to it.`}
    />
  );
}
