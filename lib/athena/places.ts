/**
 * Where the raw logs lie and which tables the settings ask for: settings -> tables with their folder, partitions and
 * reader. Folders are those that the bucket's policy lets each service write to (settings/deliveries.ts). Partitions
 * are computed, not stored: nothing has to be added day by day. Source: Athena user guide, "Partition projection".
 */

import { Aws } from 'aws-cdk-lib';
import type { Family } from '../../lambda/catalogue/metrics/index.ts';
import { DELIVERIES, logKinds, logPrefix, under } from '../settings/deliveries.ts';
import type { Settings } from '../settings/types.ts';
import { CLOUDFRONT_READER, CLOUDTRAIL_READER, WAF_READER } from './documents.ts';
import type { TableReader } from './reader.ts';
import { LOG_TABLES } from './tables.ts';

export interface PlacedTable {
  /** Of the construct. */
  readonly id: string;
  readonly name: string;
  readonly about: string;
  /** In the bucket, with a slash at the end. */
  readonly folder: string;
  /** None where the keys have no folders to cut by. */
  readonly partitions?: Partitions;
  readonly reader: TableReader;
}

interface Partitions {
  readonly keys: readonly string[];
  /** Below the folder; Athena puts in the values of the keys. */
  readonly path: string;
  readonly projection: Readonly<Record<string, string>>;
}

/** What every table of these settings has in common. */
interface TablePlace {
  readonly settings: Settings;
  /** Where the settings name none. */
  readonly region: string;
}

/**
 * Of what is no log of an Application Load Balancer. A family of several formats has a table for each; one without an
 * entry has none.
 */
const OTHER_TABLES: { readonly [F in Family]?: (place: TablePlace) => readonly PlacedTable[] } = {
  requests: (place) => [
    loadBalancerTable('classicRequests', place.settings.bucket.prefix, place),
    ...cloudfrontTables(place.settings),
  ],
  connections: (place) => [
    loadBalancerTable(
      'networkConnections',
      under(place.settings.bucket.prefix, DELIVERIES.connections.other.folder),
      place,
    ),
  ],
  firewall: (place) => [wafTable(place)],
  apiEvents: (place) => [cloudtrailTable(place)],
};

export function placedTables(settings: Settings, region: string): readonly PlacedTable[] {
  const place = { settings, region };
  return [
    ...logKinds(settings).map((kind) => loadBalancerTable(kind, logPrefix(settings.bucket.prefix, kind), place)),
    ...settings.families.flatMap((family) => OTHER_TABLES[family]?.(place) ?? []),
  ];
}

function loadBalancerTable(id: keyof typeof LOG_TABLES, prefix: string, { settings, region }: TablePlace): PlacedTable {
  const { name, about, regex, columns } = LOG_TABLES[id];
  return {
    id,
    name,
    about,
    folder: deliveryRoot(prefix),
    partitions: {
      keys: ['account', 'region', 'day'],
      path: `\${account}/elasticloadbalancing/\${region}/\${day}`,
      projection: projection(settings, [region]),
    },
    reader: {
      columns,
      library: 'org.apache.hadoop.hive.serde2.RegexSerDe',
      parameters: { 'serialization.format': '1', 'input.regex': regex },
      inputFormat: 'org.apache.hadoop.mapred.TextInputFormat',
    },
  };
}

/**
 * The folders of hours and minutes lie below that of the day. Minutes as partitions would be 1440 places to look into
 * for each day, of which at most 288 have something.
 */
function wafTable({ settings, region }: TablePlace): PlacedTable {
  return {
    id: 'firewall',
    name: 'waf_logs',
    about: 'Requests as AWS WAF judged them, one row each; a query has to name the web ACL',
    folder: deliveryRoot(under(settings.bucket.prefix, DELIVERIES.firewall.other.folder)),
    partitions: {
      keys: ['account', 'region', 'web_acl', 'day'],
      path: `\${account}/WAFLogs/\${region}/\${web_acl}/\${day}`,
      // A web ACL of CloudFront has no region; its name is in the key and is not known here.
      projection: { ...projection(settings, [region, 'cloudfront']), 'projection.web_acl.type': 'injected' },
    },
    reader: WAF_READER,
  };
}

/**
 * An organization's trail puts the organization before the account. CloudTrail user guide, "Finding your CloudTrail log
 * files".
 */
function cloudtrailTable({ settings, region }: TablePlace): PlacedTable {
  const { organizationId } = settings.delivery;
  const owner = organizationId === undefined ? '' : `${organizationId}/`;
  return {
    id: 'apiEvents',
    name: 'cloudtrail_logs',
    about: 'Calls of AWS APIs, one row each, those of other services included',
    folder: deliveryRoot(under(settings.bucket.prefix, DELIVERIES.apiEvents.other.folder)),
    partitions: {
      keys: ['account', 'region', 'day'],
      path: `${owner}\${account}/CloudTrail/\${region}/\${day}`,
      projection: projection(settings, [region]),
    },
    reader: CLOUDTRAIL_READER,
  };
}

/**
 * CloudFront writes below its own prefix that only `formatByPrefix` tells, all files flat in it: there is nothing to
 * cut by, and a query reads every file.
 */
function cloudfrontTables({ formatByPrefix }: Settings): PlacedTable[] {
  return Object.entries(formatByPrefix)
    .filter(([prefix, format]) => format === 'cloudfront' && prefix !== '')
    .map(([prefix], index) => ({
      id: `cloudFront${index === 0 ? '' : index + 1}`,
      name: `cloudfront_standard_logs${index === 0 ? '' : `_${index + 1}`}`,
      about: `Requests to CloudFront under ${prefix}, version 1 of the log, one row each; not cut by day`,
      folder: prefix.endsWith('/') ? prefix : `${prefix}/`,
      reader: CLOUDFRONT_READER,
    }));
}

function deliveryRoot(prefix: string): string {
  return `${prefix === '' ? '' : `${prefix}/`}AWSLogs/`;
}

/** By account, region and day; the regions are those of the settings, or else those given. */
function projection({ athena, filter, delivery }: Settings, regions: readonly string[]): Record<string, string> {
  const accounts = filter.accounts.length > 0 ? filter.accounts : delivery.accounts;
  // Accounts of an organization are not known here: the query has to name one.
  const anyAccount = accounts.length === 0 && delivery.organizationId !== undefined;
  return {
    'projection.enabled': 'true',
    ...(anyAccount
      ? { 'projection.account.type': 'injected' }
      : {
          'projection.account.type': 'enum',
          'projection.account.values': (accounts.length > 0 ? accounts : [Aws.ACCOUNT_ID]).join(','),
        }),
    'projection.region.type': 'enum',
    'projection.region.values': (filter.regions.length > 0 ? filter.regions : regions).join(','),
    'projection.day.type': 'date',
    'projection.day.format': 'yyyy/MM/dd',
    'projection.day.range': `${athena.since},NOW`,
    'projection.day.interval': '1',
    'projection.day.interval.unit': 'DAYS',
  };
}
