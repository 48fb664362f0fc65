/**
 * The table that makes each log object count once. One item per object; lambda/publish/ledger.ts says what is in it.
 */

import { AttributeType, BillingMode, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { removalPolicy } from '../settings/removal.ts';
import type { Settings } from '../settings/types.ts';

export function ledger(scope: Construct, settings: Settings, key: IKey | undefined): Table {
  return new Table(scope, 'Ledger', {
    partitionKey: { name: 'id', type: AttributeType.STRING },
    timeToLiveAttribute: 'expiry',
    billingMode: BillingMode.PAY_PER_REQUEST,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: settings.pointInTimeRecovery },
    removalPolicy: removalPolicy(settings.removal.ledger),
    ...(key !== undefined && { encryption: TableEncryption.CUSTOMER_MANAGED, encryptionKey: key }),
  });
}

/**
 * Items are looked up by a batch's keys, claimed and completed one at a time; nothing scans the table, and expiry alone
 * deletes.
 */
export function grantLedger(table: Table, grantee: IGrantable): void {
  table.grant(grantee, 'dynamodb:BatchGetItem', 'dynamodb:UpdateItem');
}
