/** What broke in the time that is shown: the newest incidents in sentences, above everything else. */
import type { JSX } from 'preact';
import type { PreviewIncident, Selection } from '../../../document.ts';
import { useLinks } from '../choice/links.ts';
import './incidents.css';

/** Told in full; the rest has a line each. */
const TOLD = 3;

export interface IncidentsProps {
  /** Newest first. */
  readonly incidents: readonly PreviewIncident[];
  readonly selection: Pick<Selection, 'from' | 'to'>;
}

export function Incidents({ incidents, selection }: IncidentsProps): JSX.Element {
  const { choice } = useLinks().address;
  const shown = incidents.filter((one) => overlaps(one, selection) && concerns(one, choice.loadBalancer));
  if (shown.length === 0) {
    return <p class="incidents-none">No incident in this time: nothing failed beyond what is usual in these logs.</p>;
  }
  return (
    <section class="incidents" aria-label="Incidents">
      <h2>{shown.length === 1 ? '1 incident' : `${shown.length} incidents, newest first`}</h2>
      {shown.slice(0, TOLD).map((one) => (
        <Told key={one.id} incident={one} />
      ))}
      {shown.length > TOLD && (
        <ul>
          {shown.slice(TOLD).map((one) => (
            <li key={one.id}>{one.headline}</li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Told({ incident }: { readonly incident: PreviewIncident }): JSX.Element {
  const { href } = useLinks();
  const [only, ...others] = incident.loadBalancers;
  const loadBalancer = others.length === 0 ? only : undefined;
  return (
    <article class="incident">
      <h3>{incident.headline}</h3>
      <p>{incident.sentences.join(' ')}</p>
      <details>
        <summary>What to do</summary>
        <ol>
          {incident.steps.map(({ text, command }) => (
            <li key={text}>
              {text}
              {command !== undefined && <pre>{command}</pre>}
            </li>
          ))}
        </ol>
      </details>
      <p class="small">
        <a href={href({ from: incident.from, to: incident.to, loadBalancer })}>Show only these minutes</a>
      </p>
    </article>
  );
}

function overlaps(incident: PreviewIncident, { from, to }: IncidentsProps['selection']): boolean {
  return incident.from < to && incident.to > from;
}

function concerns({ loadBalancers }: PreviewIncident, chosen: string | undefined): boolean {
  return chosen === undefined || loadBalancers.includes(chosen);
}
