/**
 * What one run of `npm start` shows: readings and settings go in; the page, the preview and the dashboard for any
 * choice come out, computed again when more has been read.
 */

import type { Family } from '../../lambda/catalogue/metrics/index.ts';
import { FAMILIES } from '../../lambda/catalogue/metrics/index.ts';
import type { Incident } from '../../lambda/verdict/verdict.ts';
import { behindOf } from '../../lambda/verdict/words/behind.ts';
import { wordsOf } from '../../lambda/verdict/words/sentences.ts';
import { configFrom } from '../../lib/settings/check.ts';
import type { Settings } from '../../lib/settings/types.ts';
import type { Tokens } from '../cloudwatch/template.ts';
import { freeMemory } from '../read/memory.ts';
import { incidentsIn } from '../readings/incidents.ts';
import { type KeptLine, keptLines } from '../readings/kept-examples.ts';
import { createReadings, type Readings, spanOf } from '../readings/readings.ts';
import { newTargetLines } from '../readings/seen-targets.ts';
import { sumKinds, sumsBy, worstFirst } from '../readings/select.ts';
import type { DashboardChoice, DashboardView } from './dashboard-document.ts';
import { dashboardView, type KnownWidgets } from './dashboard-view.ts';
import type { Preview, RouteProposals } from './document.ts';
import { type EmbeddedCounts, embeddedCounts } from './embedded-counts.ts';
import { chosenLines } from './examples.ts';
import { bundlePage, type Page } from './page/bundle.ts';
import { previewOf } from './preview.ts';
import { type SelectionSource, selectionOf } from './selection.ts';
import type { Choice, Selection, ShownExample } from './selection-document.ts';
import { type Synthesized, synthesizedStack } from './synthesized.ts';
import { metricsOfAlarms } from './timed-metrics.ts';

export interface SessionInput {
  readonly readings: Readings;
  readonly settings: Settings;
  readonly isSample: boolean;
  readonly paths: readonly string[];
  readonly watched: readonly string[];
  /** Newest first; found here if absent. */
  readonly incidents?: readonly Incident[];
  readonly routes?: RouteProposals | undefined;
  /** Called with how much of the alarms has been played, 0 to 1. */
  readonly onProgress?: (share: number) => void;
}

export interface PreviewSession {
  readonly page: Page;
  readonly preview: () => Preview;
  readonly selection: (choice: Choice) => Selection;
  /** What a report needs to select on its own. */
  readonly counts: () => EmbeddedCounts;
  /** `known`: widgets of the same range that were drawn before; more are added. */
  readonly dashboard: (choice: DashboardChoice, known?: KnownWidgets) => DashboardView;
  /** To be called when the readings have changed. */
  readonly refresh: () => Promise<void>;
}

/** Readings that keep arrivals only of what the alarms of these settings read. */
export async function readingsFor(settings: Settings): Promise<Readings> {
  const { definitions } = await synthesizedStack(settings);
  const timed = metricsOfAlarms(definitions);
  // Alarms of a family that the settings do not read are made once the logs are known to hold it.
  const isRead = (family: Family): boolean => settings.families.includes(family);
  return createReadings(configFrom(settings), {
    timed: (metric, dimensionNames) => !isRead(metric.family) || timed(metric.name, dimensionNames),
  });
}

export async function session(input: SessionInput): Promise<PreviewSession> {
  const { page } = await bundlePage();
  const found = async () => (await incidentsIn(input.readings)).incidents;
  let current = await state(input, input.incidents ?? (await found()));
  return {
    page,
    preview: () => current.preview,
    selection: (choice) => selectionOf(sourceOf(input.readings, current), choice),
    counts: () => embeddedCounts(sourceOf(input.readings, current)),
    dashboard: (choice, known = new Map()) =>
      dashboardView(boardFor(input.readings, current, { choice, known }), choice),
    refresh: async () => {
      current = await state(input, await found());
    },
  };
}

interface State {
  readonly synthesized: Synthesized;
  readonly preview: Preview;
  readonly incidents: readonly Incident[];
  /** Those that were kept when the state was made: each dashboard asks for all of them. */
  readonly lines: readonly KeptLine[];
  /** The load balancer that a dashboard shows first. */
  readonly preferred: string | undefined;
}

async function state(input: SessionInput, incidents: readonly Incident[]): Promise<State> {
  const { readings, settings, isSample, paths, watched, routes, onProgress } = input;
  const families = familiesToShow(settings, readings);
  const shown = { ...settings, families: [...families] };
  const synthesized = await synthesizedStack(shown, tokensFrom(readings));
  freeMemory();
  const preview = previewOf({
    ...{ incidents, routes, onProgress },
    source: isSample
      ? 'Three hours of made-up traffic, in which a deployment goes wrong'
      : [...paths, ...watched].join(', '),
    isSample,
    // With made-up traffic nobody has settings to change yet.
    notices: isSample ? [] : familyNotices(settings.families, families),
    settings: shown,
    synthesized,
    readings,
    now: Date.now(),
  });
  return { synthesized, preview, incidents, lines: keptLines(readings.examples), preferred: mostFailing(readings) };
}

function sourceOf({ outcomes, targets }: Readings, { lines }: State): SelectionSource {
  return { outcomes, lines: [...lines, ...newTargetLines(targets)] };
}

interface BoardChoice {
  readonly choice: DashboardChoice;
  readonly known: KnownWidgets;
}

function boardFor({ store }: Readings, state: State, { choice, known }: BoardChoice) {
  const { incidents, lines, preferred } = state;
  const { definitions } = state.synthesized;
  const thresholds = new Map(definitions.alarms.map(({ name, threshold }) => [name, threshold]));
  const body = definitions.dashboards[0]?.body ?? '{"widgets":[]}';
  // Only graphs of log lines ask for them, and most dashboards of a report have those of the one before.
  const notes = () => [...chosenLines(lines, choice), ...incidentExamples(incidents, choice)];
  return { body, store, notes, thresholds, known, preferred };
}

/** As the function in the account would write them (lambda/verdict/account/answer.ts). */
function incidentExamples(incidents: readonly Incident[], { from, to }: DashboardChoice): ShownExample[] {
  return incidents
    .filter((incident) => incident.to >= from && incident.from <= to)
    .map((incident) => {
      const time = new Date(incident.from).toISOString();
      const { headline } = wordsOf(incident);
      return { kind: 'incident', time, '@timestamp': time, headline, behind: behindOf(incident) };
    });
}

/** The load balancer a person would look at first: the one with the most 5xx. */
function mostFailing(readings: Readings): string | undefined {
  const span = spanOf(readings);
  if (span === undefined) return undefined;
  const sums = sumsBy(sumKinds(readings.outcomes, span), ({ loadBalancer }) => loadBalancer);
  return worstFirst([...sums].map(([name, sum]) => ({ name, ...sum })))[0]?.name;
}

/** Families the settings read, and those the logs hold: who shows a log wants to see it. */
function familiesToShow({ families }: Settings, { families: found }: Readings): readonly Family[] {
  return FAMILIES.filter((family) => families.includes(family) || found.has(family));
}

function familyNotices(set: readonly Family[], shown: readonly Family[]): string[] {
  const added = shown.filter((family) => !set.includes(family));
  if (added.length === 0) return [];
  const setting = JSON.stringify(shown).replaceAll(',', ', ');
  return [
    `These logs also hold ${added.join(' and ')}, which the settings do not read. To deploy what you see: "families": ${setting}.`,
  ];
}

/** Account and region as the keys of the logs name them. */
function tokensFrom({ objects: { facts } }: Readings): Tokens {
  return {
    ...(facts?.account === undefined ? {} : { 'AWS::AccountId': facts.account }),
    ...(facts?.region === undefined ? {} : { 'AWS::Region': facts.region }),
  };
}
