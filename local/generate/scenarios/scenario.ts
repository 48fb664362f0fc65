/** A scenario: made-up traffic of which it is known what goes wrong in it, or that nothing does. */
import type { Cause } from '../../../lambda/catalogue/causes/index.ts';
import type { RouteDefinition, ServiceDefinition } from '../../../lambda/config.ts';
import type { ApiCall } from '../families/api-events.ts';
import type { PlannedIncident } from '../incident.ts';
import type { HostSpec, LoadBalancerSpec, TargetGroupSpec } from '../load-balancer.ts';
import type { Random } from '../random.ts';
import type { GeneratedObject } from '../traffic.ts';
import type { Estate } from './estate.ts';

/** What is true of one incident. Names are those of the specification, without AWS's ids. */
export interface Truth {
  readonly kind: 'errors' | 'slow' | 'gaveUp' | 'refused' | 'traffic';
  readonly loadBalancer: string;
  readonly targetGroup?: string;
  /** Name of the route in the settings. */
  readonly route?: string;
  /** Name of the service in the settings. */
  readonly service?: string;
  /** Whether one target, one zone or one node is all of it. */
  readonly part?: 'target' | 'zone' | 'node';
  /** Address of that target (`10.0.16.11:8080`) or node. */
  readonly address?: string;
  /** Any of these is the right first cause; none where no cause is logged. */
  readonly causes: readonly Cause[];
  /** Any of these is a right origin. */
  readonly origins: readonly string[];
  readonly fromMinute: number;
  readonly toMinute: number;
}

export interface Scenario {
  readonly name: string;
  readonly seed: number;
  readonly routes: readonly RouteDefinition[];
  readonly services: readonly ServiceDefinition[];
  /** Empty where nothing is wrong, no matter what it looks like. */
  readonly truths: readonly Truth[];
  readonly objects: () => Iterable<GeneratedObject>;
}

/** What a kind of scenario makes of its stage. */
export interface Play {
  readonly truths: readonly Truth[];
  readonly incidents: readonly PlannedIncident[];
  /** Calls of the API by minute since the start. */
  readonly calls?: ReadonlyMap<number, readonly ApiCall[]>;
  readonly volume?: (loadBalancer: string, minute: number) => number;
  /** From which minute the targets of a target group are new ones. */
  readonly replaced?: ReadonlyMap<string, number>;
  /** In place of the services of the estate. */
  readonly services?: readonly ServiceDefinition[];
  /** Hosts that a target group is shared by. */
  readonly hosts?: ReadonlyMap<string, readonly HostSpec[]>;
}

/** Where and when a play takes place. */
export interface Stage {
  readonly r: Random;
  readonly estate: Estate;
  readonly loadBalancer: LoadBalancerSpec;
  readonly targetGroup: TargetGroupSpec;
  /** Minutes since the start of the traffic. */
  readonly startMinute: number;
  readonly minutes: number;
}
