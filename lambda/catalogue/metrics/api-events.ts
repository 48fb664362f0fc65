/** Metrics of the family `apiEvents`. */
import type { ApiEventEntry } from '../entry.ts';
import { type FamilyDefinition, NO_VALUES } from './definition.ts';

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
