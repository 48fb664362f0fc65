/**
 * What all functions of the stack have in common: their bundle in dist/, a log group of the settings with a role that
 * may write to it, and Node 24 on arm64. What else a function may do, its construct grants.
 */

import type { Duration } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import {
  ApplicationLogLevel,
  Architecture,
  Code,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { removalPolicy } from '../settings/removal.ts';
import type { Settings } from '../settings/types.ts';
import { bundleDirectory } from './bundle-directory.ts';

/** What the function does, how much it gets, and what it is told. */
interface BundledFunctionProps {
  /** Its folder in dist/. */
  readonly bundle: Parameters<typeof bundleDirectory>[0];
  readonly description: string;
  readonly memoryMiB: number;
  readonly timeout: Duration;
  readonly environment?: Readonly<Record<string, string>>;
  readonly settings: Settings;
  /** Encrypts the log lines; without it CloudWatch Logs does with its own key. */
  readonly key: IKey | undefined;
}

/** Its resources have the ids `LogGroup`, `Role` and `Function` in the scope. */
export function bundledFunction(
  scope: Construct,
  { bundle, description, memoryMiB, timeout, environment, settings, key }: BundledFunctionProps,
): { readonly function: LambdaFunction; readonly logGroup: LogGroup; readonly role: Role } {
  const logGroup = new LogGroup(scope, 'LogGroup', {
    retention: settings.function.logRetentionDays,
    removalPolicy: removalPolicy(settings.removal.logs),
    ...(key !== undefined && { encryptionKey: key }),
  });
  const role = new Role(scope, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  logGroup.grantWrite(role);
  const handler = new LambdaFunction(scope, 'Function', {
    description,
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    handler: 'index.handler',
    code: Code.fromAsset(bundleDirectory(bundle)),
    role,
    memorySize: memoryMiB,
    timeout,
    ...(environment !== undefined && { environment: { ...environment } }),
    logGroup,
    loggingFormat: LoggingFormat.JSON,
    applicationLogLevelV2: ApplicationLogLevel.INFO,
    systemLogLevelV2: SystemLogLevel.WARN,
  });
  return { function: handler, logGroup, role };
}
