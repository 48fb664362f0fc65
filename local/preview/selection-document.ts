/** What the page says of the requests of a choice, as JSON. */
import type { Side } from '../../lambda/catalogue/causes/definition.ts';
import type { CodeRow, NamedCount } from '../readings/code-rows.ts';
import type { Filter } from '../readings/select.ts';
import type { MetricView } from './dashboard-document.ts';

export type { CodeRow, NamedCount };

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
  readonly examples: readonly ShownExample[];
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

/** Something that happened, drawn into every graph. */
export interface Mark {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly kind: 'apiCall' | 'newTarget' | 'health';
  readonly text: string;
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

/** A log line that the function would leave behind, such as a failed request. */
export type ShownExample = Readonly<Record<string, string | number>>;

/** How many examples of the choice were kept before the newest were chosen; `cause` is empty where a kind has none. */
export interface ExampleCount {
  readonly kind: string;
  readonly cause: string;
  readonly found: number;
}
