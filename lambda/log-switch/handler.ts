/**
 * Custom resource that switches one log of one load balancer on, touching no other attribute. A CloudFormation request
 * -> its answer, put to the URL in the request; an error is an answer too, else the stack waits an hour for it. Where
 * the answer does not arrive, what it reports is undone, because Lambda repeats the request.
 */
import {
  DescribeLoadBalancerAttributesCommand,
  ElasticLoadBalancingV2Client,
  LoadBalancerNotFoundException,
  ModifyLoadBalancerAttributesCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { putAnswer } from './answer.ts';
import { type Attributes, decideSwitch, type LogTarget, type SwitchRequest } from './decide.ts';
import { patiently } from './patience.ts';

const loadBalancing = new ElasticLoadBalancingV2Client({ maxAttempts: 5 });

interface SwitchOutcome {
  readonly answer: Readonly<Record<string, string>>;
  readonly undo: () => Promise<void>;
}

export async function handler(event: CloudFormationCustomResourceEvent, _context: unknown): Promise<void> {
  const { StackId, RequestId, LogicalResourceId, ResponseURL } = event;
  const { answer, undo } = await switchLog(event).catch((error: unknown) => failedOutcome(event, error));
  try {
    await putAnswer(ResponseURL, { ...answer, StackId, RequestId, LogicalResourceId });
  } catch (error) {
    await undo();
    throw error;
  }
}

async function switchLog(event: CloudFormationCustomResourceEvent): Promise<SwitchOutcome> {
  const request = requestOf(event);
  const { LoadBalancerArn } = request.wanted;
  const current = await patiently(() => attributes(LoadBalancerArn)).catch((error: unknown) => {
    if (request.type === 'Delete' && error instanceof LoadBalancerNotFoundException) return {};
    throw error;
  });
  const { physicalId, change, undo } = decideSwitch(request, current);
  await modify(LoadBalancerArn, change);
  console.info({ loadBalancer: LoadBalancerArn, request: request.type, changed: change, physicalId });
  return {
    answer: { Status: 'SUCCESS', PhysicalResourceId: physicalId },
    undo: () => modify(LoadBalancerArn, undo),
  };
}

function failedOutcome(event: CloudFormationCustomResourceEvent, error: unknown): SwitchOutcome {
  const Reason = error instanceof Error ? error.message : String(error);
  // A failed creation is deleted with this id, which switches nothing.
  const PhysicalResourceId = physicalIdOf(event) ?? `${event.LogicalResourceId}#failed`;
  return { answer: { Status: 'FAILED', Reason, PhysicalResourceId }, undo: async () => undefined };
}

async function modify(LoadBalancerArn: string, change: Attributes): Promise<void> {
  const Attributes = Object.entries(change).map(([Key, Value]) => ({ Key, Value }));
  if (Attributes.length === 0) return;
  await patiently(() => loadBalancing.send(new ModifyLoadBalancerAttributesCommand({ LoadBalancerArn, Attributes })));
}

function physicalIdOf(event: CloudFormationCustomResourceEvent): string | undefined {
  return 'PhysicalResourceId' in event ? event.PhysicalResourceId : undefined;
}

async function attributes(LoadBalancerArn: string): Promise<Attributes> {
  const { Attributes = [] } = await loadBalancing.send(new DescribeLoadBalancerAttributesCommand({ LoadBalancerArn }));
  return Object.fromEntries(Attributes.map(({ Key = '', Value = '' }) => [Key, Value]));
}

function requestOf(event: CloudFormationCustomResourceEvent): SwitchRequest {
  return {
    type: event.RequestType,
    physicalId: physicalIdOf(event),
    wanted: targetOf(event.ResourceProperties),
    old: 'OldResourceProperties' in event ? targetOf(event.OldResourceProperties) : undefined,
  };
}

function targetOf(properties: Readonly<Record<string, unknown>>): LogTarget {
  const text = (key: string): string => {
    const value = properties[key];
    if (typeof value !== 'string') throw new Error(`${key} is ${JSON.stringify(value)}: must be text`);
    return value;
  };
  return {
    LoadBalancerArn: text('LoadBalancerArn'),
    Attribute: text('Attribute'),
    Bucket: text('Bucket'),
    Prefix: text('Prefix'),
  };
}
