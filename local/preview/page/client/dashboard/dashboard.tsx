/** The dashboard a deploy would make, with the alarms beside it. */
import type { JSX } from 'preact';
import type { DashboardChoice, DashboardView, Preview } from '../../../document.ts';
import { TopCauses } from '../causes/top-causes.tsx';
import { AlarmTimeline } from './alarms.tsx';
import { Tiles } from './tiles.tsx';
import { type Change, Toolbar } from './toolbar.tsx';
import { Widget } from './widget.tsx';
import './dashboard.css';

export interface DashboardProps {
  readonly preview: Preview;
  readonly view: DashboardView;
  readonly shown: DashboardChoice;
  readonly isReport: boolean;
  readonly onChoose: (change: Change) => void;
}

export function Dashboard(props: DashboardProps): JSX.Element {
  const { preview, view, shown, onChoose } = props;
  const onZoom = (from: number, to: number): void => onChoose((chosen) => ({ ...chosen, ...zoomed(from, to) }));
  const context = { range: view, alarms: preview.alarms, onZoom };
  return (
    <>
      <Tiles preview={preview} />
      <Toolbar {...props} />
      <div class="dashboard">
        <AlarmTimeline lanes={preview.alarms} range={shown}>
          <TopCauses causes={preview.causes} />
        </AlarmTimeline>
        <div class="grid-holder">
          <div class="grid">
            {view.widgets.map((one) => (
              <Widget key={keyOf(one)} view={one} context={context} />
            ))}
          </div>
        </div>
      </div>
    </>
  );
}

/** A widget is the same one where it stands in the same place. */
function keyOf({ box: { x, y } }: DashboardView['widgets'][number]): string {
  return `${x} ${y}`;
}

const MINUTE = 60_000;
const SHORTEST = 5 * MINUTE;

/** Whole minutes, at least five of them. */
export function zoomed(from: number, to: number): { readonly from: number; readonly to: number } {
  const start = Math.floor(from / MINUTE) * MINUTE;
  return { from: start, to: Math.max(start + SHORTEST, Math.ceil(to / MINUTE) * MINUTE) };
}
