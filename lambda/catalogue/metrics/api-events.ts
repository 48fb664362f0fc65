/** Entries and metrics of the family `apiEvents`. */
import { type FamilyDefinition, NO_VALUES } from './definition.ts';

/** One call of the Elastic Load Balancing API, from CloudTrail. */
export interface ApiEventEntry {
  readonly time: number;
  readonly eventId: string;
  readonly eventName: string;
  /** True for calls that only read; inferred from the name where CloudTrail does not say. */
  readonly readOnly: boolean;
  readonly errorCode: string | undefined;
  /** ARN or name of who called, or the AWS service that did. */
  readonly principal: string | undefined;
  readonly sourceIpAddress: string | undefined;
  readonly region: string | undefined;
  /** Load balancer, target group, listener or rule the call named. */
  readonly resource: string | undefined;
  /** Name of a Classic Load Balancer, which its API uses in place of an ARN. */
  readonly classicLoadBalancer: string | undefined;
  /** What it asked for, as far as that is short and no secret: attributes (`key=value`), targets, instances. */
  readonly changes: readonly string[];
}

export const apiEvents = {
  title: 'API events',
  sets: { All: { names: [], values: () => NO_VALUES } },
  metrics: {
    ApiCall: {
      form: 'Tally',
      unit: 'Count',
      label: 'EventName',
      statistic: 'Sum',
      by: ['All'],
      meaning: 'Elastic Load Balancing API calls that change something, by name.',
      others: 'only read',
      observe: (entry) => (entry.readOnly ? undefined : entry.eventName),
    },
    ApiCallFailed: {
      form: 'Rate',
      unit: 'Count',
      statistic: 'Sum',
      by: ['All'],
      meaning: 'Elastic Load Balancing API calls that were refused or failed.',
      observe: (entry) => entry.errorCode !== undefined,
    },
    ApiCallError: {
      form: 'Tally',
      unit: 'Count',
      label: 'Call',
      statistic: 'Sum',
      by: ['All'],
      meaning: 'Elastic Load Balancing API calls that were refused or failed, by name and error code.',
      observe: (entry) => (entry.errorCode === undefined ? undefined : `${entry.eventName} ${entry.errorCode}`),
    },
  },
} as const satisfies FamilyDefinition<ApiEventEntry>;
