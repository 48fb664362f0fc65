/**
 * Who else may write into the bucket made here, by the families that are read: settings -> statements of its policy.
 * Network Load Balancers and AWS WAF deliver through CloudWatch Logs, CloudTrail on its own; each checks the bucket's
 * ACL before it does.
 *
 * Source: Network Load Balancers user guide, "Access logs", bucket permissions; AWS WAF developer guide, "Sending web
 * ACL traffic logs to Amazon S3"; CloudTrail user guide, "Amazon S3 bucket policy for CloudTrail".
 */

import { Aws, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { deliveriesOf } from '../settings/deliveries.ts';
import type { Settings } from '../settings/types.ts';
import { type DeliveryPlace, writersOf } from './log-bucket.ts';

export function deliverOthers(scope: Construct, bucket: Bucket, settings: Settings): void {
  const place = { partition: Aws.PARTITION, account: Aws.ACCOUNT_ID, region: Stack.of(scope).region };
  for (const statement of otherStatements({ bucketArn: bucket.bucketArn, ...place }, settings)) {
    bucket.addToResourcePolicy(statement);
  }
}

/** A service that delivers, the folders it may write to, and whose resource of an account it has to act for. */
interface Deliverer {
  readonly principal: string;
  readonly folders: readonly string[];
  readonly sourceOf: (account: string) => string;
  /** Demand the account too, as the guide of the service does. */
  readonly sourceAccount: boolean;
}

/**
 * For each service one statement to check the ACL, and one to write for each account and folder; in the same way for an
 * organization.
 */
export function otherStatements(place: DeliveryPlace, settings: Settings): PolicyStatement[] {
  return otherDeliverers(place, settings)
    .filter(({ folders }) => folders.length > 0)
    .flatMap((deliverer) => statementsOf(deliverer, place, settings));
}

function otherDeliverers({ partition, region }: DeliveryPlace, { bucket, families }: Settings): readonly Deliverer[] {
  const others = families.flatMap((family) => deliveriesOf(family).other ?? []);
  const foldersBy = (service: (typeof others)[number]['service']): string[] =>
    others
      .filter((other) => other.service === service && other.bucketName?.test(bucket.newName ?? '') !== false)
      .map(({ folder }) => folder);
  return [
    {
      principal: 'delivery.logs.amazonaws.com',
      folders: foldersBy('delivery.logs'),
      sourceOf: (account) => `arn:${partition}:logs:${region}:${account}:*`,
      sourceAccount: true,
    },
    {
      principal: 'cloudtrail.amazonaws.com',
      folders: foldersBy('cloudtrail'),
      // A trail of all regions delivers from the region it was made in.
      sourceOf: (account) => `arn:${partition}:cloudtrail:*:${account}:trail/*`,
      sourceAccount: false,
    },
  ];
}

function statementsOf(
  { principal, folders, sourceOf, sourceAccount }: Deliverer,
  place: DeliveryPlace,
  settings: Settings,
): PolicyStatement[] {
  const { organizationId } = settings.delivery;
  const writers = writersOf(place, settings);
  const statement = (action: string, resource: string, conditions: Conditions): PolicyStatement =>
    new PolicyStatement({
      principals: [new ServicePrincipal(principal)],
      actions: [action],
      resources: [resource],
      conditions,
    });
  const ofAccounts = (accounts: readonly string[], equal: Equal): Conditions => {
    const equals = { ...(sourceAccount && { 'aws:SourceAccount': oneOrMany(accounts) }), ...equal };
    return {
      ...(Object.keys(equals).length > 0 && { StringEquals: equals }),
      ArnLike: { 'aws:SourceArn': oneOrMany(accounts.map(sourceOf)) },
    };
  };
  const ofOrganization = organizationId === undefined ? [] : [{ 'aws:SourceOrgId': organizationId }];
  const roots = folders.map((name) => [place.bucketArn, settings.bucket.prefix, name].filter(Boolean).join('/'));
  return [
    ...(writers.length === 0 ? [] : [statement('s3:GetBucketAcl', place.bucketArn, ofAccounts(writers, {}))]),
    ...ofOrganization.map((equal) => statement('s3:GetBucketAcl', place.bucketArn, { StringEquals: equal })),
    ...roots.flatMap((root) => [
      ...writers.map((account) =>
        statement('s3:PutObject', `${root}/AWSLogs/${account}/*`, ofAccounts([account], FULL_CONTROL)),
      ),
      ...ofOrganization.map((equal) =>
        statement('s3:PutObject', `${root}/AWSLogs/*`, { StringEquals: { ...equal, ...FULL_CONTROL } }),
      ),
    ]),
  ];
}

type Equal = Readonly<Record<string, string>>;
type Conditions = Record<string, Readonly<Record<string, string | string[]>>>;

/** All of them ask for it with every object, for any ownership of the bucket. */
const FULL_CONTROL: Equal = { 's3:x-amz-acl': 'bucket-owner-full-control' };

function oneOrMany(values: readonly string[]): string | string[] {
  const [first] = values;
  return values.length === 1 && first !== undefined ? first : [...values];
}
