/** The few numbers to see first, of what is chosen, each a way to the section that explains it. */

import type { JSX } from 'preact';
import { count, counted } from '../../../../../lambda/catalogue/figures.ts';
import type { AlarmLane, Preview } from '../../../document.ts';
import type { Selection } from '../../../selection-document.ts';
import type { SectionName } from '../choice/address.ts';
import { useLinks } from '../choice/links.ts';
import { asPercent, dollars } from '../format.ts';
import { stretches } from './alarm-state.ts';
import './tiles.css';

export interface TilesProps {
  readonly preview: Preview;
  readonly selection: Selection;
}

export function Tiles({ preview, selection }: TilesProps): JSX.Element {
  const { alarms, account, bill } = preview;
  const notifying = alarms.filter(({ notifies, unavailable }) => notifies && unavailable === undefined);
  const fired = firedIn(notifying, selection).length;
  return (
    <div class="tiles">
      <RequestTiles selection={selection} />
      <Tile
        section="dashboard"
        at="alarms"
        name="Alarms"
        value={count(fired)}
        words={`of ${notifying.length} that notify, in this time`}
        isAlert={fired > 0}
      />
      <Tile
        section="lines"
        name="Lines read"
        value={count(account.parsed + account.skipped + account.unparsed)}
        words={lineWords(account)}
        isAlert={account.unparsed + account.failedCount > 0}
      />
      <Tile section="bill" name="A month costs" value={dollars(bill.dollars)} words={`${count(bill.series)} series`} />
    </div>
  );
}

function RequestTiles({ selection }: Pick<TilesProps, 'selection'>): JSX.Element {
  const { totals, causes, places } = selection;
  const { requests, elb5xx, target5xx } = totals;
  const [first] = causes;
  return (
    <>
      <Tile
        section="places"
        name="Requests"
        value={count(requests)}
        words={counted(places.loadBalancers.count, 'load balancer')}
      />
      <Tile
        section="causes"
        at="codes"
        name="5xx seen by clients"
        value={count(elb5xx)}
        words={requests === 0 ? '' : `${asPercent(elb5xx / requests)}, ${count(target5xx)} made by targets`}
        isAlert={elb5xx > 0}
      />
      <Tile
        section="causes"
        name={first === undefined || first.elb5xx > 0 ? 'Top cause of 5xx' : 'Top cause'}
        value={first?.cause ?? 'none'}
        words={first === undefined ? 'nothing failed' : `${count(first.requests)} requests, ${asPercent(first.share)}`}
      />
    </>
  );
}

/** Those that were in ALARM at some time of a range. */
export function firedIn(alarms: readonly AlarmLane[], { from, to }: { readonly from: number; readonly to: number }) {
  return alarms.filter((lane) => stretches(lane).some((one) => one.from < to && (one.to ?? to) > from));
}

function lineWords({ unparsed, failedCount }: Preview['account']): string {
  if (failedCount > 0) return `${count(failedCount)} ${failedCount === 1 ? 'object' : 'objects'} not readable`;
  return unparsed === 0 ? 'all read' : `${count(unparsed)} unparsed`;
}

/** The name of a cause may be longer than a tile is wide. */
const LONG = 13;

interface TileProps {
  readonly section: SectionName;
  readonly at?: string;
  readonly name: string;
  readonly value: string;
  readonly words: string;
  readonly isAlert?: boolean;
}

function Tile({ section, at, name, value, words, isAlert = false }: TileProps): JSX.Element {
  const { href } = useLinks();
  return (
    <a class={isAlert ? 'tile alert' : 'tile'} href={href({}, { section, ...(at === undefined ? {} : { at }) })}>
      <span class="tile-name">{name}</span>
      <span class={value.length > LONG ? 'tile-value long' : 'tile-value'}>{value}</span>
      <span class="tile-words">{words}</span>
    </a>
  );
}
