/**
 * Custom resource that switches one log of one load balancer on, touching no other attribute. In: a CloudFormation request.
 * Out: its answer, put to the URL in the request; an error is an answer too, else the stack waits an hour for it.
 */
import {
  DescribeLoadBalancerAttributesCommand,
  ElasticLoadBalancingV2Client,
  LoadBalancerNotFoundException,
  ModifyLoadBalancerAttributesCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { type Attributes, decide, type LogTarget, type SwitchRequest } from './decide.ts';

const client = new ElasticLoadBalancingV2Client({ maxAttempts: 5 });

export async function handler(event: CloudFormationCustomResourceEvent, _context: unknown): Promise<void> {
  const { StackId, RequestId, LogicalResourceId, ResponseURL } = event;
  const answer = await switchLog(event).then(
    (physicalId) => ({ Status: 'SUCCESS', PhysicalResourceId: physicalId }),
    (error: unknown) => ({
      Status: 'FAILED',
      Reason: error instanceof Error ? error.message : String(error),
      // A failed creation is deleted with this id, which switches nothing.
      PhysicalResourceId: physicalIdOf(event) ?? `${LogicalResourceId}#failed`,
    }),
  );
  const body = JSON.stringify({ ...answer, StackId, RequestId, LogicalResourceId });
  // The URL is signed for no content type; fetch would send one.
  const response = await fetch(ResponseURL, { method: 'PUT', headers: { 'content-type': '' }, body });
  if (!response.ok) throw new Error(`CloudFormation must take the answer, got ${response.status} for ${answer.Status}`);
}

async function switchLog(event: CloudFormationCustomResourceEvent): Promise<string> {
  const request = requestOf(event);
  const { LoadBalancerArn } = request.wanted;
  const current = await attributes(LoadBalancerArn).catch((error: unknown) => {
    if (request.type === 'Delete' && error instanceof LoadBalancerNotFoundException) return {};
    throw error;
  });
  const { physicalId, change } = decide(request, current);
  const Attributes = Object.entries(change).map(([Key, Value]) => ({ Key, Value }));
  if (Attributes.length > 0) {
    await client.send(new ModifyLoadBalancerAttributesCommand({ LoadBalancerArn, Attributes }));
  }
  console.info({ loadBalancer: LoadBalancerArn, request: request.type, changed: change, physicalId });
  return physicalId;
}

function physicalIdOf(event: CloudFormationCustomResourceEvent): string | undefined {
  return 'PhysicalResourceId' in event ? event.PhysicalResourceId : undefined;
}

async function attributes(LoadBalancerArn: string): Promise<Attributes> {
  const { Attributes = [] } = await client.send(new DescribeLoadBalancerAttributesCommand({ LoadBalancerArn }));
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
    if (typeof value !== 'string') throw new Error(`${key} must be text, got ${JSON.stringify(value)}`);
    return value;
  };
  return {
    LoadBalancerArn: text('LoadBalancerArn'),
    Attribute: text('Attribute'),
    Bucket: text('Bucket'),
    Prefix: text('Prefix'),
  };
}
