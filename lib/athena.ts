/**
 * The raw logs as tables: a Glue database with a table for each log, a workgroup that stops a query before it is
 * expensive, and saved queries. Nothing of it costs anything until it is asked.
 */
import { Aws, Stack } from 'aws-cdk-lib';
import { CfnNamedQuery, CfnWorkGroup } from 'aws-cdk-lib/aws-athena';
import { CfnDatabase, CfnTable } from 'aws-cdk-lib/aws-glue';
import { Construct } from 'constructs';
import { type LogBucket, type LogKind, logKinds, logPrefix } from './log-bucket.ts';
import { LOG_QUERIES } from './raw-log-queries.ts';
import { LOG_TABLES } from './raw-log-tables.ts';
import type { Settings } from './settings.ts';

export interface RawLogsProps {
  /** Of the workgroup; the database has it in lower case. */
  readonly name: string;
  readonly bucket: LogBucket;
  readonly settings: Settings;
}

export class RawLogs extends Construct {
  readonly workGroup: CfnWorkGroup;
  readonly database: CfnDatabase;

  constructor(scope: Construct, id: string, { name, bucket, settings }: RawLogsProps) {
    super(scope, id);
    const databaseName = name.toLowerCase().replaceAll('-', '_');
    this.workGroup = workGroup(this, name, settings);
    this.database = new CfnDatabase(this, 'Database', {
      catalogId: Aws.ACCOUNT_ID,
      databaseInput: { name: databaseName, description: 'Raw logs of load balancers' },
    });
    const kinds = logKinds(settings);
    for (const kind of kinds) {
      logTable(this, { kind, databaseName, bucket, settings }).addResourceDependency(this.database);
    }
    for (const query of LOG_QUERIES.filter(({ logs }) => logs.every((log) => kinds.includes(log)))) {
      const saved = new CfnNamedQuery(this, query.name.replaceAll(' ', ''), {
        name: query.name,
        description: query.about,
        database: databaseName,
        queryString: query.sql,
        workGroup: this.workGroup.name,
      });
      saved.addResourceDependency(this.workGroup);
      saved.addResourceDependency(this.database);
    }
  }
}

function workGroup(scope: Construct, name: string, { athena, encryptionKeyArn }: Settings): CfnWorkGroup {
  const { outputLocation, scanLimitGiB } = athena;
  const encryptionConfiguration =
    encryptionKeyArn === undefined
      ? { encryptionOption: 'SSE_S3' }
      : { encryptionOption: 'SSE_KMS', kmsKey: encryptionKeyArn };
  const results =
    outputLocation === undefined
      ? { managedQueryResultsConfiguration: { enabled: true } }
      : { resultConfiguration: { outputLocation, encryptionConfiguration } };
  return new CfnWorkGroup(scope, 'WorkGroup', {
    name,
    description: 'Questions to the raw logs of load balancers, each with a limit on what it reads',
    recursiveDeleteOption: true,
    workGroupConfiguration: {
      enforceWorkGroupConfiguration: true,
      publishCloudWatchMetricsEnabled: true,
      bytesScannedCutoffPerQuery: scanLimitGiB * 1024 ** 3,
      ...results,
    },
  });
}

interface TableProps extends Omit<RawLogsProps, 'name'> {
  readonly kind: LogKind;
  readonly databaseName: string;
}

function logTable(scope: Construct, { kind, databaseName, bucket, settings }: TableProps): CfnTable {
  const { name, about, regex, columns } = LOG_TABLES[kind];
  const prefix = logPrefix(settings.bucket.prefix, kind);
  const root = `s3://${bucket.bucketName}/${prefix === '' ? '' : `${prefix}/`}AWSLogs/`;
  const projected = projection(settings, Stack.of(scope).region);
  return new CfnTable(scope, kind, {
    catalogId: Aws.ACCOUNT_ID,
    databaseName,
    tableInput: {
      name,
      description: about,
      tableType: 'EXTERNAL_TABLE',
      partitionKeys: ['account', 'region', 'day'].map((key) => ({ name: key, type: 'string' })),
      parameters: {
        EXTERNAL: 'TRUE',
        ...projected,
        // Athena puts in the values.
        'storage.location.template': `${root}\${account}/elasticloadbalancing/\${region}/\${day}`,
      },
      storageDescriptor: {
        location: root,
        inputFormat: 'org.apache.hadoop.mapred.TextInputFormat',
        outputFormat: 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat',
        columns: columns.map(([column, type]) => ({ name: column, type })),
        serdeInfo: {
          serializationLibrary: 'org.apache.hadoop.hive.serde2.RegexSerDe',
          parameters: { 'serialization.format': '1', 'input.regex': regex },
        },
      },
    },
  });
}

/** Partitions are computed, not stored: nothing has to be added day by day. Athena guide, "Partition projection". */
function projection({ athena, filter, delivery }: Settings, region: string): Record<string, string> {
  const accounts = filter.accounts.length > 0 ? filter.accounts : delivery.accounts;
  // Accounts of an organisation are not known here: the query has to name one.
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
    'projection.region.values': (filter.regions.length > 0 ? filter.regions : [region]).join(','),
    'projection.day.type': 'date',
    'projection.day.format': 'yyyy/MM/dd',
    'projection.day.range': `${athena.since},NOW`,
    'projection.day.interval': '1',
    'projection.day.interval.unit': 'DAYS',
  };
}
