/**
 * The raw logs as tables: a Glue database with a table for each log, a workgroup that stops a query before it is
 * expensive, and saved queries. Nothing of it costs anything until it is asked.
 */

import { Aws, Stack } from 'aws-cdk-lib';
import { CfnNamedQuery, CfnWorkGroup } from 'aws-cdk-lib/aws-athena';
import { CfnDatabase, CfnTable } from 'aws-cdk-lib/aws-glue';
import { Construct } from 'constructs';
import type { LogBucket } from '../bucket/log-bucket.ts';
import { logKinds } from '../settings/deliveries.ts';
import type { Settings } from '../settings/types.ts';
import { type PlacedTable, placedTables } from './places.ts';
import { LOG_QUERIES } from './queries.ts';

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
    for (const table of placedTables(settings, Stack.of(this).region)) {
      logTable(this, { table, databaseName, bucket }).addResourceDependency(this.database);
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

function workGroup(scope: Construct, name: string, settings: Settings): CfnWorkGroup {
  const { scanLimitGiB } = settings.athena;
  return new CfnWorkGroup(scope, 'WorkGroup', {
    name,
    description: 'Questions to the raw logs of load balancers, each with a limit on what it reads',
    recursiveDeleteOption: true,
    workGroupConfiguration: {
      enforceWorkGroupConfiguration: true,
      publishCloudWatchMetricsEnabled: true,
      bytesScannedCutoffPerQuery: scanLimitGiB * 1024 ** 3,
      ...results(settings),
    },
  });
}

/** Where results are kept, and by which key: by Athena itself, or in a bucket. */
function results({ athena, encryptionKeyArn }: Settings): Partial<CfnWorkGroup.WorkGroupConfigurationProperty> {
  const { outputLocation } = athena;
  const key = encryptionKeyArn === undefined ? undefined : { kmsKey: encryptionKeyArn };
  if (outputLocation === undefined) {
    const managed = { enabled: true, ...(key && { encryptionConfiguration: key }) };
    return { managedQueryResultsConfiguration: managed };
  }
  const encryptionOption = key === undefined ? 'SSE_S3' : 'SSE_KMS';
  return { resultConfiguration: { outputLocation, encryptionConfiguration: { encryptionOption, ...key } } };
}

interface TableProps {
  readonly table: PlacedTable;
  readonly databaseName: string;
  readonly bucket: LogBucket;
}

function logTable(scope: Construct, { table, databaseName, bucket }: TableProps): CfnTable {
  const { id, name, about, folder, partitions, reader } = table;
  const location = `s3://${bucket.bucketName}/${folder}`;
  return new CfnTable(scope, id, {
    catalogId: Aws.ACCOUNT_ID,
    databaseName,
    tableInput: {
      name,
      description: about,
      tableType: 'EXTERNAL_TABLE',
      partitionKeys: (partitions?.keys ?? []).map((key) => ({ name: key, type: 'string' })),
      parameters: {
        EXTERNAL: 'TRUE',
        ...reader.tableParameters,
        ...partitions?.projection,
        ...(partitions && { 'storage.location.template': `${location}${partitions.path}` }),
      },
      storageDescriptor: {
        location,
        inputFormat: reader.inputFormat,
        outputFormat: 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat',
        columns: reader.columns.map(([column, type]) => ({ name: column, type })),
        serdeInfo: { serializationLibrary: reader.library, parameters: reader.parameters },
      },
    },
  });
}
