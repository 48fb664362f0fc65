/**
 * What is chosen, in one row: load balancer, range, every other part with the way to take it back, and the choice as
 * text and as a link.
 */

import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { DashboardView } from '../../../dashboard-document.ts';
import type { Preview } from '../../../document.ts';
import type { Selection } from '../../../selection-document.ts';
import { Segments, Select } from '../controls/controls.tsx';
import { periodName, span } from '../format.ts';
import { isNarrowed, PART_NAMES, PARTS, type PageChoice } from './address.ts';
import { useLinks } from './links.ts';
import { LoadBalancerChoice } from './load-balancer-choice.tsx';
import { markdownSummary } from './markdown-summary.ts';
import { resourceName } from './names.ts';
import './filter-bar.css';

export interface FilterBarProps {
  readonly preview: Preview;
  readonly selection: Selection;
  readonly view: DashboardView;
  readonly isReport: boolean;
}

export function FilterBar(props: FilterBarProps): JSX.Element {
  const { preview, selection, isReport } = props;
  const { address, href } = useLinks();
  return (
    <search class="filter-bar" aria-label="What is shown">
      <LoadBalancerChoice names={preview.loadBalancers} />
      <RangeButtons {...props} />
      {!isReport && address.section === 'dashboard' && <PeriodSelect {...props} />}
      <span class="range">{span(selection.from, selection.to)}</span>
      <Chips choice={address.choice} />
      {isNarrowed(address.choice) && (
        <a class="clear" href={href(NOTHING)}>
          Show everything
        </a>
      )}
      <Copies {...props} />
    </search>
  );
}

const NOTHING: PageChoice = {
  ...{ from: undefined, to: undefined, loadBalancer: undefined },
  ...{ targetGroup: undefined, route: undefined, service: undefined, cause: undefined, code: undefined },
};

const HOURS = [1, 3, 6, 12, 24, 72, 168, 336, 720];
const HOUR = 3_600_000;
const SHORTER_MAX = 4;

/** The last hours of what there is, and all of it. */
function RangeButtons({ preview: { from, to } }: Pick<FilterBarProps, 'preview'>): JSX.Element {
  const { address, go } = useLinks();
  const { choice } = address;
  const shorter = HOURS.filter((hours) => hours * HOUR < 0.9 * (to - from)).slice(-SHORTER_MAX);
  return (
    <Segments
      label="Range, up to the end of the logs"
      segments={[
        ...shorter.map((hours) => {
          const text = hours < 48 ? `${hours} h` : `${hours / 24} d`;
          const start = to - hours * HOUR;
          return {
            ...{ text, title: `The last ${text} of the logs` },
            isOn: choice.from === start && choice.to === undefined,
            onClick: () => go({ from: start, to: undefined }),
          };
        }),
        {
          ...{ text: 'All', title: 'All of the logs' },
          isOn: choice.from === undefined && choice.to === undefined,
          onClick: () => go({ from: undefined, to: undefined }),
        },
      ]}
    />
  );
}

const PERIODS = [60, 300, 900, 3600, 21_600, 86_400];
const POINTS_MAX = 10_000;

function PeriodSelect({ selection: { from, to }, view }: FilterBarProps): JSX.Element {
  const { address, go } = useLinks();
  const fitting = PERIODS.filter(
    (period) => (to - from) / 1000 / period <= POINTS_MAX && period * 1000 <= Math.max(to - from, 60_000),
  );
  return (
    <Select
      label="Each point"
      options={[
        { value: '', text: `automatic (${periodName(view.period)})` },
        ...fitting.map((one) => ({ value: String(one), text: periodName(one) })),
      ]}
      value={String(address.choice.period ?? '')}
      onChange={(next) => go({ period: next === '' ? undefined : Number(next) })}
    />
  );
}

/** The load balancer has a control, and the range is written next to it. */
function Chips({ choice }: { readonly choice: PageChoice }): JSX.Element {
  const { href } = useLinks();
  return (
    <>
      {PARTS.filter((part) => part !== 'loadBalancer').map((part) => {
        const value = choice[part];
        if (value === undefined) return null;
        return (
          <a class="chip" key={part} href={href({ [part]: undefined })} title={`Show every ${PART_NAMES[part]} again`}>
            <span class="muted">{PART_NAMES[part]}</span> {resourceName(value)} <span aria-hidden="true">×</span>
          </a>
        );
      })}
    </>
  );
}

function Copies({ preview, selection }: Pick<FilterBarProps, 'preview' | 'selection'>): JSX.Element {
  const { address } = useLinks();
  const summary = () => markdownSummary({ preview, selection, choice: address.choice, address: location.href });
  return (
    <span class="copies">
      <Copy text={summary} label="Copy as Markdown" />
      <Copy text={() => location.href} label="Copy link" />
    </span>
  );
}

function Copy({ text, label }: { readonly text: () => string; readonly label: string }): JSX.Element {
  const [words, setWords] = useState(label);
  const copy = async (): Promise<void> => {
    const isCopied = await navigator.clipboard.writeText(text()).then(
      () => true,
      () => false,
    );
    setWords(isCopied ? 'Copied' : 'Not copied: the browser refused');
    setTimeout(() => setWords(label), 2_000);
  };
  return (
    <button type="button" class="link" onClick={copy} aria-live="polite">
      {words}
    </button>
  );
}
