/**
 * What the page is told, as JSON: what stays (`Preview`), and what a choice selects (`Selection`). The dashboard is in
 * dashboard-document.ts. Plain data and only types imported, because both the server and the page read this file.
 */

import type { CostLine } from '../../lib/monitoring/bill.ts';

export interface Preview {
  /** Where the logs came from, in words. */
  readonly source: string;
  readonly isSample: boolean;
  /** New each time something was read. */
  readonly version: number;
  /** Milliseconds since 1970; the first minute with an entry, and the end of the last or of the last arrival. */
  readonly from: number;
  readonly to: number;
  readonly dashboardName: string;
  readonly notices: readonly string[];
  readonly loadBalancers: readonly string[];
  /** What broke, newest first. */
  readonly incidents: readonly PreviewIncident[];
  readonly alarms: readonly AlarmLane[];
  /** Absent where routes are named, or none stands out. */
  readonly routes?: RouteProposals;
  readonly account: ReadingAccount;
  readonly bill: Bill;
}

/** One incident as it is told to people; the same words as in the terminal and in a message. */
export interface PreviewIncident {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly from: number;
  readonly to: number;
  /** It continues where the logs end. */
  readonly isOngoing: boolean;
  /** It had begun before the logs begin. */
  readonly isFromStart: boolean;
  /** Where it is and what it is made of. An empty list says nothing about that part. */
  readonly parts: IncidentParts;
  /** What failed and how much, without the time. */
  readonly what: string;
  readonly sentences: readonly string[];
  readonly steps: readonly { readonly text: string; readonly command?: string }[];
  /** What would have been sent about it; absent where no alarm would have fired, or none was evaluated. */
  readonly email?: PreviewEmail;
}

export interface IncidentParts {
  readonly loadBalancers: readonly string[];
  readonly targetGroups: readonly string[];
  readonly routes: readonly string[];
  readonly services: readonly string[];
  readonly causes: readonly string[];
  readonly codes: readonly string[];
}

export interface PreviewEmail {
  readonly subject: string;
  readonly text: string;
}

/** Routes to name, as far as a sample of the requests tells. */
export interface RouteProposals {
  /** Requests that were looked at. */
  readonly total: number;
  /** The busiest first. */
  readonly rows: readonly { readonly path: string; readonly requests: number }[];
  /** To paste into the settings. */
  readonly setting: string;
}

export type LaneState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

export interface AlarmLane {
  readonly name: string;
  /** What its description begins with, and of which load balancers it speaks. */
  readonly title: string;
  readonly subject: string;
  /** The rest of its description, Markdown. */
  readonly text: string;
  readonly definition: string;
  /** It has an action for ALARM; without one it is a condition of another alarm. */
  readonly notifies: boolean;
  /** Why it cannot be evaluated at a desk; then there are no changes. */
  readonly unavailable?: string;
  readonly changes: readonly { readonly at: number; readonly state: LaneState; readonly reason: string }[];
}

export interface ReadingAccount {
  readonly objects: number;
  readonly parsed: number;
  readonly skipped: number;
  readonly unparsed: number;
  readonly bytes: number;
  /** The busiest names that went to `Other`, and of how many objects. */
  readonly seriesDropped: { readonly names: readonly string[]; readonly objects: number };
  /** Objects with something to say: unparsed lines first. Bounded. */
  readonly rows: readonly ObjectRow[];
  readonly ignored: readonly NotRead[];
  readonly ignoredCount: number;
  readonly failed: readonly NotRead[];
  readonly failedCount: number;
}

export interface ObjectRow {
  readonly key: string;
  readonly format: string;
  readonly parsed: number;
  readonly skipped: number;
  readonly unparsed: number;
  /** 0 where nothing tells. */
  readonly arrivedAt: number;
  readonly unparsedExamples: readonly string[];
  /** Of the first objects: where these lines are and which field is wrong. */
  readonly explained: readonly { readonly line: number; readonly text: string; readonly why: string }[];
}

export interface NotRead {
  readonly key: string;
  readonly reason: string;
}

export interface Bill {
  /** Series that these logs made. */
  readonly series: number;
  readonly dollars: number;
  readonly lines: readonly CostLine[];
  /** What synthesis says of the same settings, which knows no logs; `of` says what it assumes. */
  readonly estimate: { readonly dollars: number; readonly of: string };
  /** By dimensions. */
  readonly sets: readonly SeriesShare[];
  readonly metrics: readonly SeriesShare[];
  /** What these very logs would have cost with one setting changed. */
  readonly otherwise: readonly { readonly setting: string; readonly effect: string; readonly dollars: number }[];
  readonly prices: string;
}

/** Some of the series of a bill. */
export interface SeriesShare {
  readonly name: string;
  readonly series: number;
  readonly dollars: number;
}
