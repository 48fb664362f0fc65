/**
 * The partitions of AWS, and the host of the console in each.
 * Sources: AWS General Reference, "AWS service endpoints", "AWS Management Console"; AWS European Sovereign Cloud
 * General Reference, "Service endpoints".
 */

/** How the names of its Regions begin, and the domain of its console. The last one has all other Regions. */
export const PARTITIONS = [
  { name: 'aws-cn', regions: 'cn-', consoleDomain: 'amazonaws.cn' },
  { name: 'aws-us-gov', regions: 'us-gov-', consoleDomain: 'amazonaws-us-gov.com' },
  { name: 'aws-eusc', regions: 'eusc-', consoleDomain: 'amazonaws-eusc.eu' },
  { name: 'aws', regions: '', consoleDomain: 'aws.amazon.com' },
] as const;

export function partitionOf(region: string): (typeof PARTITIONS)[number] {
  return PARTITIONS.find(({ regions }) => region.startsWith(regions)) ?? PARTITIONS[3];
}

export function consoleHost(region: string): string {
  return `${region}.console.${partitionOf(region).consoleDomain}`;
}
