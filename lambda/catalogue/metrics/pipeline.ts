/** Metrics of the pipeline itself. */

/** How the pipeline itself fares; no dimensions but that of `FailedObjects`, timestamp = the minute of ingestion. */
export const PIPELINE_METRICS = {
  LogLinesParsed: { unit: 'Count', statistic: 'Sum', meaning: 'Lines that became entries.' },
  LogLinesUnparsed: { unit: 'Count', statistic: 'Sum', meaning: 'Lines that should be entries but could not be read.' },
  LogLinesSkipped: { unit: 'Count', statistic: 'Sum', meaning: 'Blank lines, headers, text of test objects.' },
  LogObjects: { unit: 'Count', statistic: 'Sum', meaning: 'Log objects counted.' },
  DuplicateObjects: { unit: 'Count', statistic: 'Sum', meaning: 'Notifications of objects that were counted before.' },
  FailedObjects: {
    unit: 'Count',
    statistic: 'Sum',
    meaning:
      'Log objects that no other attempt will help. With the dimension Kind, which says why, also those that may be counted by the next attempt (Storage, Unknown).',
  },
  IgnoredObjects: { unit: 'Count', statistic: 'Sum', meaning: 'Objects that are not a log that we read.' },
  DeliveryLag: {
    unit: 'Seconds',
    statistic: 'Maximum',
    meaning: 'Time from the end of the interval of an object until it was read.',
  },
  SeriesDropped: { unit: 'Count', statistic: 'Sum', meaning: 'Series beyond the maximum, published as Other.' },
  DataDropped: { unit: 'Count', statistic: 'Sum', meaning: 'Entries too old or too far ahead for CloudWatch.' },
  SchemaDrift: { unit: 'Count', statistic: 'Sum', meaning: 'New values and fields from AWS that we do not know.' },
  AmbiguousPublish: {
    unit: 'Count',
    statistic: 'Sum',
    meaning: 'Entries in requests that were sent again because their outcome was not known. They may be counted twice.',
  },
} as const satisfies Record<string, { unit: 'Count' | 'Seconds'; statistic: string; meaning: string }>;

export type PipelineMetric = keyof typeof PIPELINE_METRICS;

/** The one dimension of a pipeline metric: why an object of `FailedObjects` failed. */
export const FAILURE_KIND = 'Kind';
