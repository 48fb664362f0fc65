/**
 * What a deployment cannot do on its own and a person has to, ready to paste: statements for policies that are not
 * ours, commands, and what stays behind. Settings and the stack -> one text each; printed at synth.
 */

import { CfnElement, Stack, Token } from 'aws-cdk-lib';
import { ArnPrincipal, type IRole, type PolicyStatement, PolicyStatement as Statement } from 'aws-cdk-lib/aws-iam';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import type { Construct } from 'constructs';
import { principalsIn } from '../bucket/delivery-principals.ts';
import { deliveryStatements, type LogBucket } from '../bucket/log-bucket.ts';
import { sharedNamespaces } from '../bucket/neighbors.ts';
import { isHere } from '../monitoring/place.ts';
import { deliveriesOf } from '../settings/deliveries.ts';
import type { Settings } from '../settings/types.ts';
import { keyStatements } from './key-policy.ts';
import { switchOnCommand } from './outputs.ts';

/**
 * IAM quotas, "IAM name limits". CloudFormation makes each part of a longer name shorter, by rules that are not
 * documented.
 */
const ROLE_NAME_CHARACTERS = 64;
/** What the name of a role ends in. */
const RANDOM_CHARACTERS = 13;
/** What is sure to stay of the stack's name: less than half of what the random characters leave. */
const KEPT_CHARACTERS = 20;

/** Where the stack goes, in words where that is not known before the deployment. */
interface BucketPlace {
  readonly account: string;
  readonly region: string;
  readonly partition: string;
}

export interface Noted {
  readonly settings: Settings;
  readonly bucket: LogBucket;
  /** Whether an existing bucket is one of the same app, whose policy and notifications can be written here. */
  readonly isOurs: boolean;
  /** The role of the function, which others have to allow. */
  readonly role: IRole | undefined;
}

export function notes(scope: Construct, { settings, bucket, isOurs, role }: Noted): string[] {
  const place = placeOf(scope);
  const elsewhere = settings.loadBalancers.filter((arn) => !isHere(scope, arn));
  return [
    ...(settings.bucket.name === undefined ? ownBucketNotes(settings) : existingBucketNotes(scope, settings, isOurs)),
    ...(settings.bucket.account === undefined ? [] : otherAccountNotes(scope, settings, roleName(scope, role))),
    ...keyNotes(settings, place),
    ...namespaceNotes(scope, settings),
    ...elsewhere.map(
      (arn) =>
        `${arn} is not in this account and Region, so switch on its logs there: ${switchOnCommand(bucket, settings, arn)}`,
    ),
  ];
}

function placeOf(scope: Construct): BucketPlace {
  const { account, region } = Stack.of(scope);
  const isKnown = !Token.isUnresolved(region);
  return {
    account: Token.isUnresolved(account) ? 'THIS_ACCOUNT' : account,
    region: isKnown ? region : 'THIS_REGION',
    partition: (isKnown ? RegionInfo.get(region).partition : undefined) ?? 'aws',
  };
}

function ownBucketNotes({ bucket, families, removal }: Settings): string[] {
  const wantsWaf = families.some(
    (family) => deliveriesOf(family).other?.bucketName?.test(bucket.newName ?? '') === false,
  );
  return [
    ...(removal.bucket === 'destroy'
      ? []
      : [
          'the log bucket and its logs stay when this stack is destroyed, because load balancers continue to write to it',
        ]),
    ...(wantsWaf
      ? [
          `\`bucket.newName\` is ${bucket.newName ?? 'not set'}: must begin with aws-waf-logs-, because AWS WAF delivers to no other bucket`,
        ]
      : []),
  ];
}

function existingBucketNotes(scope: Construct, settings: Settings, isOurs: boolean): string[] {
  const { name = '', notify, topicArn, queueArn, account, turnOnEventBridge } = settings.bucket;
  const listens = topicArn === undefined && queueArn === undefined && account === undefined && notify === 'EventBridge';
  const found: string[] = [];
  if (listens && !turnOnEventBridge && !isOurs) {
    found.push(
      `bucket ${name} must send its events to EventBridge: "aws s3api get-bucket-notification-configuration --bucket ${name}" ` +
        `shows EventBridgeConfiguration if it does; if not, set bucket.turnOnEventBridge`,
    );
  }
  if (settings.loadBalancers.length > 0 && !isOurs) {
    const place = placeOf(scope);
    const bucketArn = `arn:${place.partition}:s3:::${name}`;
    const statements = deliveryStatements({ bucketArn, ...place, principals: principalsIn(place) }, settings);
    found.push(
      `the policy of bucket ${name} must allow load balancers to write, with these statements: ${json(scope, statements)}`,
    );
  }
  return found;
}

/** The name that CloudFormation will give to a role, as a pattern: it ends in characters that are not known before. */
function roleName(scope: Construct, role: IRole | undefined): string {
  const stack = Stack.of(scope);
  // The name of a nested stack is not known either, but begins with that of the outermost.
  const { stackName } = outermost(stack);
  const native = role?.node.defaultChild;
  const id = native instanceof CfnElement ? stack.getLogicalId(native) : '';
  const isWhole = !stack.nested && `${stackName}-${id}-`.length + RANDOM_CHARACTERS <= ROLE_NAME_CHARACTERS;
  return isWhole ? `${stackName}-*` : `${stackName.slice(0, KEPT_CHARACTERS)}*`;
}

function outermost(stack: Stack): Stack {
  return stack.nestedStackParent === undefined ? stack : outermost(stack.nestedStackParent);
}

function otherAccountNotes(scope: Construct, { bucket }: Settings, role: string): string[] {
  const { account, partition, region } = placeOf(scope);
  const { name = '', prefix, topicArn, queueArn } = bucket;
  const arn = `arn:${partition}:s3:::${name}`;
  const reader = {
    principals: [new ArnPrincipal(`arn:${partition}:iam::${account}:root`)],
    conditions: { ArnLike: { 'aws:PrincipalArn': `arn:${partition}:iam::${account}:role/${role}` } },
  };
  const objects = new Statement({
    ...reader,
    actions: ['s3:GetObject', 's3:GetObjectVersion'],
    resources: [`${arn}/${prefix === '' ? '*' : `${prefix}/*`}`],
  });
  const listing = new Statement({ ...reader, actions: ['s3:ListBucket'], resources: [arn] });
  const read = `account ${bucket.account} must allow the function to read bucket ${name}, with these statements in its policy: ${json(scope, [objects, listing])}`;
  if (topicArn !== undefined || queueArn !== undefined) return [read];
  const filter = prefix === '' ? {} : { Filter: { Key: { FilterRules: [{ Name: 'prefix', Value: `${prefix}/` }] } } };
  const queue = `arn:${partition}:sqs:${region}:${account}:QUEUE`;
  const configuration = { QueueConfigurations: [{ QueueArn: queue, Events: ['s3:ObjectCreated:*'], ...filter }] };
  return [
    read,
    `account ${bucket.account} must add to the notifications of bucket ${name}, with the queue of the output QueueArn: ${JSON.stringify(configuration)}`,
  ];
}

/** Metrics of the pipeline and of all load balancers together have no dimension for the deployment. */
function namespaceNotes(scope: Construct, settings: Settings): string[] {
  const others = sharedNamespaces(scope, settings);
  if (others.length === 0) return [];
  return [
    `${others.join(', ')} also publishes to the namespace ${settings.namespace}: metrics of all load balancers together and of the pipeline, and their alarms, are for both. Set namespace if you do not want this`,
  ];
}

function keyNotes(settings: Settings, place: BucketPlace): string[] {
  const { encryptionKeyArn: keyArn } = settings;
  if (keyArn === undefined) return [];
  const statements = JSON.stringify(keyStatements(settings, place));
  return [`the policy of ${keyArn} must allow the services that use it, with these statements: ${statements}`];
}

function json(scope: Construct, statements: readonly PolicyStatement[]): string {
  return JSON.stringify(Stack.of(scope).resolve(statements.map((statement) => statement.toStatementJson())));
}
