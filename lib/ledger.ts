/** The table that makes each log object count once. One item per object; lambda/ledger.ts says what is in it. */
import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table } from 'aws-cdk-lib/aws-dynamodb';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { Settings } from './settings.ts';

export function ledger(scope: Construct, settings: Settings): Table {
  return new Table(scope, 'Ledger', {
    partitionKey: { name: 'id', type: AttributeType.STRING },
    timeToLiveAttribute: 'expiry',
    billingMode: BillingMode.PAY_PER_REQUEST,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: settings.pointInTimeRecovery },
    removalPolicy: RemovalPolicy.DESTROY,
  });
}

/** Items are claimed and completed one at a time; nothing scans the table, and expiry alone deletes. */
export function grantLedger(table: Table, grantee: IGrantable): void {
  table.grant(grantee, 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem');
}
