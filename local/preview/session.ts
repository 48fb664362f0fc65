/**
 * What one run of `npm start` shows: readings and settings go in; the page, the preview and the dashboard for any choice come
 * out, computed again when more has been read.
 */

import type { Family } from '../../lambda/catalogue/entry.ts';
import { FAMILIES } from '../../lib/settings/settings.ts';
import type { Settings } from '../../lib/settings/types.ts';
import type { Tokens } from '../cloudwatch/template.ts';
import { type Synthesized, synthesizedStack } from '../read/synthesized.ts';
import { overview } from '../summary/overview.ts';
import { dashboardView } from './dashboard-view.ts';
import type { DashboardChoice, DashboardView, Preview } from './document.ts';
import { bundlePage, type Page } from './page/bundle.ts';
import { flat, previewOf } from './preview.ts';
import type { Readings } from './readings.ts';

export interface SessionInput {
  readonly readings: Readings;
  readonly settings: Settings;
  readonly isSample: boolean;
  readonly paths: readonly string[];
  readonly watched: readonly string[];
}

export interface Session {
  readonly page: Page;
  readonly preview: () => Preview;
  readonly dashboard: (choice: DashboardChoice) => DashboardView;
  /** To be called when the readings have changed. */
  readonly refresh: () => Promise<void>;
}

export async function session(input: SessionInput): Promise<Session> {
  const page = await bundlePage();
  const synthesize = remembering(synthesizedStack);
  let current = await state(input, synthesize);
  return {
    page,
    preview: () => current.preview,
    dashboard: (choice) => dashboardFor(input.readings, current.synthesized, choice),
    refresh: async () => {
      current = await state(input, synthesize);
    },
  };
}

type Synthesize = typeof synthesizedStack;

/** Synthesis takes a second, and while a folder is watched it nearly always has the same answer. */
function remembering(synthesize: Synthesize): Synthesize {
  let known: { readonly key: string; readonly answer: Promise<Synthesized> } | undefined;
  return (settings, tokens) => {
    const key = JSON.stringify([settings, tokens]);
    if (known?.key !== key) known = { key, answer: synthesize(settings, tokens) };
    return known.answer;
  };
}

async function state({ readings, settings, isSample, paths, watched }: SessionInput, synthesize: Synthesize) {
  const families = familiesToShow(settings, readings);
  const shown = { ...settings, families: [...families] };
  const synthesized = await synthesize(shown, tokensOf(readings));
  const preview = previewOf({
    source: isSample
      ? 'Made-up traffic of three hours, in which a deployment goes wrong'
      : [...paths, ...watched].join(', '),
    isSample,
    notices: familyNotices(settings.families, families),
    settings: shown,
    synthesized,
    readings,
    now: Date.now(),
  });
  return { synthesized, preview };
}

function dashboardFor(readings: Readings, { definitions }: Synthesized, choice: DashboardChoice): DashboardView {
  const { store, notes } = readings;
  const thresholds = new Map(definitions.alarms.map(({ name, threshold }) => [name, threshold]));
  const body = definitions.dashboards[0]?.body ?? '{"widgets":[]}';
  return dashboardView({ body, store, notes: notes.map(flat), thresholds, preferred: mostFailing(readings) }, choice);
}

/** The load balancer a person would look at first: the one with the most 5xx. */
function mostFailing({ aggregates }: Readings): string | undefined {
  const balancers = overview(aggregates)?.loadBalancers ?? [];
  return balancers.toSorted((left, right) => right.elb5xx - left.elb5xx)[0]?.name;
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
function tokensOf({ objects }: Readings): Tokens {
  const facts = objects.map(({ account }) => account.facts).find(({ account }) => account !== undefined);
  return {
    ...(facts?.account === undefined ? {} : { 'AWS::AccountId': facts.account }),
    ...(facts?.region === undefined ? {} : { 'AWS::Region': facts.region }),
  };
}
