/**
 * The edge of the verdict's function: the environment and the clients. EventBridge starts it when our alarm changes its
 * state, and every few minutes, so that it notices a changed picture and the end.
 */
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SNSClient } from '@aws-sdk/client-sns';
import { type Account, answerEvent } from './account/answer.ts';
import { verdictFromEnvironment } from './settings.ts';

/** A query of an hour of lines takes some seconds. */
const WAITING = { millis: 1_000, times: 60 };

function accountOf(environment: NodeJS.ProcessEnv): Account {
  const settings = verdictFromEnvironment(environment);
  const { namespace, extraDimensions, logGroupName, alarmPrefix, table, topics, allowedPercent, links } = settings;
  const requestHandler = { connectionTimeout: 2_000, requestTimeout: 15_000, throwOnRequestTimeout: true };
  return {
    cloudwatch: new CloudWatchClient({ requestHandler }),
    logs: new CloudWatchLogsClient({ requestHandler }),
    memory: { client: new DynamoDBClient({ requestHandler }), table },
    teller: { client: new SNSClient({ requestHandler }), topics, links, allowedPercent },
    metrics: { namespace, extraDimensions },
    ...{ logGroupName, alarmPrefix, console, waiting: WAITING },
  };
}

const ACCOUNT = accountOf(process.env);

export function handler(event: unknown, _context: unknown): Promise<void> {
  return answerEvent(ACCOUNT, event, Date.now());
}
