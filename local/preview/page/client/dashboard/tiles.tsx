/** The few numbers to see first, each a way to the section that explains it. */
import type { JSX } from 'preact';
import type { Preview } from '../../../document.ts';
import { dollars, percent, whole } from '../format.ts';
import { stretches } from './alarm-state.ts';
import './tiles.css';

export function Tiles({ preview }: { readonly preview: Preview }): JSX.Element {
  const { totals, causes, alarms, account, bill, loadBalancers } = preview;
  const { requests, elb5xx, target5xx } = totals;
  const [first] = causes;
  const fired = alarms.filter((lane) => stretches(lane).length > 0).length;
  const evaluated = alarms.filter(({ unavailable }) => unavailable === undefined).length;
  return (
    <div class="tiles">
      <Tile href="#dashboard" name="Requests" value={whole(requests)} words={balancersWords(loadBalancers.length)} />
      <Tile
        href="#dashboard"
        name="5xx seen by clients"
        value={whole(elb5xx)}
        words={requests === 0 ? '' : `${percent(elb5xx / requests)}, ${whole(target5xx)} made by targets`}
        isAlert={elb5xx > 0}
      />
      <Tile
        href="#causes"
        name="Most frequent cause"
        value={first?.cause ?? 'none'}
        words={first === undefined ? 'nothing failed' : `${whole(first.requests)} requests, ${percent(first.share)}`}
      />
      <Tile
        href="#alarms"
        name="Alarms"
        value={whole(fired)}
        words={`of ${evaluated} would have fired`}
        isAlert={fired > 0}
      />
      <Tile
        href="#lines"
        name="Lines"
        value={whole(account.parsed + account.skipped + account.unparsed)}
        words={lineWords(account)}
        isAlert={account.unparsed + account.failedCount > 0}
      />
      <Tile href="#bill" name="A month costs" value={dollars(bill.dollars)} words={`${whole(bill.series)} series`} />
    </div>
  );
}

function balancersWords(count: number): string {
  return `${whole(count)} load ${count === 1 ? 'balancer' : 'balancers'}`;
}

function lineWords({ unparsed, failedCount }: Preview['account']): string {
  if (failedCount > 0) return `${whole(failedCount)} ${failedCount === 1 ? 'object' : 'objects'} not readable`;
  return unparsed === 0 ? 'all read' : `${whole(unparsed)} unparsed`;
}

/** The name of a cause may be longer than a tile is wide. */
const LONG = 13;

interface TileProps {
  readonly href: string;
  readonly name: string;
  readonly value: string;
  readonly words: string;
  readonly isAlert?: boolean;
}

function Tile({ href, name, value, words, isAlert = false }: TileProps): JSX.Element {
  return (
    <a class={isAlert ? 'tile alert' : 'tile'} href={href}>
      <span class="tile-name">{name}</span>
      <span class={value.length > LONG ? 'tile-value long' : 'tile-value'}>{value}</span>
      <span class="tile-words">{words}</span>
    </a>
  );
}
