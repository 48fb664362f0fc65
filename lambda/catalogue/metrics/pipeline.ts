/** Metrics of the pipeline itself. */

/** How the pipeline itself fares; no dimensions but that of `FailedObjects`, timestamp = the minute of ingestion. */
export const PIPELINE_METRICS = {
  LogLinesParsed: { unit: 'Count', statistic: 'Sum', meaning: 'Lines that became entries.' },
  LogLinesUnparsed: { unit: 'Count', statistic: 'Sum', meaning: 'Lines that should have been entries and are not.' },
  LogLinesSkipped: { unit: 'Count', statistic: 'Sum', meaning: 'Blank lines, headers, text of test objects.' },
  LogObjects: { unit: 'Count', statistic: 'Sum', meaning: 'Log objects counted.' },
  DuplicateObjects: { unit: 'Count', statistic: 'Sum', meaning: 'Notifications of objects that were counted before.' },
  FailedObjects: {
    unit: 'Count',
    statistic: 'Sum',
    meaning:
      'Log objects that no other attempt will help. With the dimension Kind, which says why, also those that may be counted by the next attempt (Storage, Unknown).',
  },
  IgnoredObjects: { unit: 'Count', statistic: 'Sum', meaning: 'Objects that are no log we read.' },
  DeliveryLag: {
    unit: 'Seconds',
    statistic: 'Maximum',
    meaning: 'End of the interval of an object until it was read.',
  },
  SeriesDropped: { unit: 'Count', statistic: 'Sum', meaning: 'Series over the cap, published as Other.' },
  DataDropped: { unit: 'Count', statistic: 'Sum', meaning: 'Entries too old or too far ahead for CloudWatch.' },
  SchemaDrift: { unit: 'Count', statistic: 'Sum', meaning: 'Values and fields that AWS has added and we do not know.' },
  AmbiguousPublish: {
    unit: 'Count',
    statistic: 'Sum',
    meaning: 'Lines in publications whose outcome is unknown and that were sent again: counted twice at most.',
  },
} as const satisfies Record<string, { unit: 'Count' | 'Seconds'; statistic: string; meaning: string }>;

export type PipelineMetric = keyof typeof PIPELINE_METRICS;

/** The one dimension of a pipeline metric: why an object of `FailedObjects` failed. */
export const FAILURE_KIND = 'Kind';
