/** What broke in the time and place that is chosen: the newest incidents in sentences, above everything else. */

import type { JSX } from 'preact';
import type { PreviewIncident } from '../../../document.ts';
import type { Selection } from '../../../selection-document.ts';
import { PARTS } from '../choice/address.ts';
import { type ChoiceLinks, useLinks } from '../choice/links.ts';
import { dayAndClock, span, zoneName } from '../format.ts';
import './incidents.css';

/** Told in full; the rest has a line each. */
const TOLD = 3;

export interface IncidentsProps {
  /** Newest first. */
  readonly incidents: readonly PreviewIncident[];
  readonly selection: Pick<Selection, 'from' | 'to' | 'noIncident'>;
}

export function Incidents({ incidents, selection }: IncidentsProps): JSX.Element {
  const { choice } = useLinks().address;
  const shown = incidents.filter((one) => overlaps(one, selection) && concerns(one, choice));
  if (shown.length === 0) {
    return <p class="incidents-none">{noIncident(choice, selection)}</p>;
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
            <li key={one.id}>
              <Minutes incident={one} text={headline(one)} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

type ShownChoice = ChoiceLinks['address']['choice'];

function noIncident(choice: ShownChoice, selection: IncidentsProps['selection']): string {
  const isPart = PARTS.some((part) => choice[part] !== undefined);
  return `No incident in ${isPart ? 'what you chose' : 'this time'}: ${selection.noIncident}`;
}

function Told({ incident }: { readonly incident: PreviewIncident }): JSX.Element {
  const { sentences, steps, email } = incident;
  return (
    <article class="incident">
      <h3>{headline(incident)}</h3>
      <p>{sentences.join(' ')}</p>
      <details>
        <summary>What to do</summary>
        <ol>
          {steps.map(({ text, command }) => (
            <li key={text}>
              {text}
              {command !== undefined && (
                // biome-ignore lint/a11y/noNoninteractiveTabindex: a command that is cut has to be scrolled by keyboard, too
                <pre tabIndex={0}>{command}</pre>
              )}
            </li>
          ))}
        </ol>
      </details>
      {email !== undefined && (
        <details>
          <summary>The email you would have got</summary>
          <p class="email-subject">{email.subject}</p>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: as above */}
          <pre class="email" tabIndex={0}>
            {email.text}
          </pre>
        </details>
      )}
      <p class="small">
        <Minutes incident={incident} text="Show only these minutes" />
      </p>
    </article>
  );
}

/** In the zone that the page shows; an email is in UTC. */
function headline({ from, to, isOngoing, isFromStart, what }: PreviewIncident): string {
  const since = isFromStart ? 'At least since' : 'Since';
  const time = isOngoing ? `${since} ${dayAndClock(from)}` : span(from, to);
  return `${time} ${zoneName()}: ${what}`;
}

function Minutes({ incident, text }: { readonly incident: PreviewIncident; readonly text: string }): JSX.Element {
  const { href } = useLinks();
  const [only, ...others] = incident.parts.loadBalancers;
  return (
    <a href={href({ from: incident.from, to: incident.to, ...(others.length === 0 ? { loadBalancer: only } : {}) })}>
      {text}
    </a>
  );
}

function overlaps(incident: PreviewIncident, { from, to }: IncidentsProps['selection']): boolean {
  return incident.from < to && incident.to > from;
}

const LISTS = {
  loadBalancer: 'loadBalancers',
  targetGroup: 'targetGroups',
  route: 'routes',
  service: 'services',
  cause: 'causes',
  code: 'codes',
} as const;

/** Of a part that an incident says nothing about, it may concern all. */
function concerns({ parts }: PreviewIncident, choice: ShownChoice): boolean {
  return PARTS.every((part) => {
    const chosen = choice[part];
    const own = parts[LISTS[part]];
    return chosen === undefined || own.length === 0 || own.includes(chosen);
  });
}
