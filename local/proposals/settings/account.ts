/** Which load balancers an account has in a Region, and where each sends its logs. Reads only. */

import {
  DescribeLoadBalancerAttributesCommand,
  type ElasticLoadBalancingV2Client,
  paginateDescribeLoadBalancers,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { compareText } from '../../../lambda/catalogue/compare-text.ts';

export interface FoundLoadBalancer {
  readonly arn: string;
  readonly name: string;
  readonly type: 'application' | 'network' | 'gateway';
  /** Where its access logs go; undefined where they are off. */
  readonly logs: LogPlace | undefined;
}

export interface LogPlace {
  readonly bucket: string;
  /** Empty where there is none. */
  readonly prefix: string;
}

/** In the order of their names. `onProgress` hears how many have been looked at. */
export async function loadBalancersOf(
  client: ElasticLoadBalancingV2Client,
  onProgress: (done: number) => void = () => undefined,
): Promise<readonly FoundLoadBalancer[]> {
  const found: FoundLoadBalancer[] = [];
  for await (const { LoadBalancers = [] } of paginateDescribeLoadBalancers({ client }, {})) {
    for (const {
      LoadBalancerArn: arn = '',
      LoadBalancerName: name = '',
      Type: type = 'application',
    } of LoadBalancers) {
      // One after the other: the API allows few calls a second, and the client waits where it must.
      found.push({ arn, name, type, logs: type === 'gateway' ? undefined : await logsOf(client, arn) });
      onProgress(found.length);
    }
  }
  return found.sort((left, right) => compareText(left.name, right.name));
}

async function logsOf(client: ElasticLoadBalancingV2Client, arn: string): Promise<LogPlace | undefined> {
  const { Attributes = [] } = await client.send(new DescribeLoadBalancerAttributesCommand({ LoadBalancerArn: arn }));
  const values = new Map(Attributes.map(({ Key, Value }) => [Key, Value]));
  const bucket = values.get('access_logs.s3.bucket') ?? '';
  if (values.get('access_logs.s3.enabled') !== 'true' || bucket === '') return undefined;
  return { bucket, prefix: values.get('access_logs.s3.prefix') ?? '' };
}
