/**
 * What the page is told, as JSON: what stays (`Preview`), and what a choice selects (`Selection`). The dashboard is in
 * dashboard-document.ts. Plain data and only types imported, because both the server and the page read this file.
 */

import type { Side } from '../../lambda/catalogue/causes/definition.ts';
import type { CostLine } from '../../lib/monitoring/bill.ts';
import type { Filter } from '../readings/select.ts';
import type { MetricView } from './dashboard-document.ts';

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

/** One choice for everything on the page. */
export type Choice = Filter;

/** What the page says of the requests of a choice. */
export interface Selection {
  readonly from: number;
  readonly to: number;
  readonly totals: Totals;
  /** What to say where no incident is in the choice; it goes on after a colon. */
  readonly noIncident: string;
  /** What hurts first: by 5xx, then by all requests; blocked ones last. */
  readonly causes: readonly CauseRow[];
  /** 5xx, then 4xx, the most frequent of each first. */
  readonly codes: readonly CodeRow[];
  /** Times at which failed requests end, the most first. */
  readonly timeouts: readonly TimeoutRow[];
  readonly places: Places;
  readonly graphs: readonly MetricView[];
  /** What else happened, for the graphs. */
  readonly marks: readonly Mark[];
  /** The newest of each kind and cause. */
  readonly examples: readonly Example[];
  readonly exampleCounts: readonly ExampleCount[];
  /** Targets that stood out from their group, the worst first. */
  readonly targets: readonly TargetFindings[];
}

interface Totals {
  readonly requests: number;
  readonly elb5xx: number;
  readonly target5xx: number;
  readonly elb4xx: number;
  /** With a cause. */
  readonly failed: number;
}

export interface CauseRow {
  readonly cause: string;
  readonly side: Side;
  readonly requests: number;
  readonly elb5xx: number;
  /** Of all requests of the choice, 0 to 1. */
  readonly share: number;
  readonly codes: readonly NamedCount[];
  /** Where it happened, the most first, a few of each. */
  readonly loadBalancers: readonly NamedCount[];
  readonly targetGroups: readonly NamedCount[];
  readonly routes: readonly NamedCount[];
  readonly services: readonly NamedCount[];
  /** The first and last minute with such a request. */
  readonly first: number;
  readonly last: number;
  /** Requests in each of sixty equal parts of the range. */
  readonly bars: readonly number[];
}

export interface NamedCount {
  readonly name: string;
  readonly requests: number;
}

/** Something that happened, drawn into every graph. */
export interface Mark {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly kind: 'apiCall' | 'newTarget' | 'health';
  readonly text: string;
}

/** One status code and the causes it is made of. */
export interface CodeRow {
  readonly code: string;
  readonly requests: number;
  readonly causes: readonly NamedCount[];
}

/** `Clients give up after 30.0 s: 86 % of 58.` */
export interface TimeoutRow {
  readonly text: string;
  readonly cause: string;
  readonly loadBalancer: string;
  /** Absent: on the load balancer as a whole. */
  readonly route?: string;
}

interface Places {
  readonly loadBalancers: PlaceTable;
  readonly targetGroups: PlaceTable;
  readonly routes: PlaceTable;
  readonly services: PlaceTable;
}

export interface PlaceTable {
  /** The most failing first. */
  readonly rows: readonly PlaceRow[];
  /** How many there are, which may be more than the rows. */
  readonly count: number;
}

export interface PlaceRow {
  readonly name: string;
  /** Of a target group, route or service, where it has one only. */
  readonly loadBalancer?: string;
  readonly requests: number;
  readonly elb5xx: number;
  readonly failed: number;
  /** What most of its failures are. */
  readonly cause?: string;
}

/** What all findings of one target amount to. */
export interface TargetFindings {
  readonly target: string;
  readonly targetGroup: string;
  readonly loadBalancer: string;
  /** End of the first and of the last log object in which it stood out. */
  readonly first: number;
  readonly last: number;
  readonly objects: number;
  readonly requests: number;
  readonly errors: number;
  /** Share of 5xx of the target and of the other targets of its group, 0 to 1. */
  readonly errorRate: number;
  readonly othersErrorRate: number;
  /** Seconds: its worst p99, and the middle one of its group then. */
  readonly p99?: number;
  readonly groupP99?: number;
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

/** A log line that the function would leave behind, such as a failed request. */
export type Example = Readonly<Record<string, string | number>>;

/** How many examples of the choice were kept before the newest were chosen; `cause` is empty where a kind has none. */
export interface ExampleCount {
  readonly kind: string;
  readonly cause: string;
  readonly found: number;
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
