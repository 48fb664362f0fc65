/**
 * Bucket and Region -> the endpoint of its objects, as S3's rules for buckets give it. The SDK's rules, which this
 * replaces in the bundled function, also know access points, Outposts, directory buckets, acceleration and Object
 * Lambda: load balancers deliver logs to none of these.
 * Source: Amazon S3 user guide, "Virtual hosting of general purpose buckets"; general reference, "Amazon S3 endpoints".
 */

/** What the SDK tells its rules, as far as it matters for a bucket. */
interface EndpointParameters {
  readonly Bucket: string;
  readonly Region: string;
  /** URL in place of AWS's own. */
  readonly Endpoint?: string;
  readonly ForcePathStyle?: boolean;
  readonly UseDualStack?: boolean;
  readonly UseFIPS?: boolean;
}

/** Of the Region. */
interface Partition {
  readonly name: string;
  readonly dnsSuffix: string;
}

/** As the SDK's rules give it. Throws where no endpoint has what is asked for, with the SDK's words. */
export function s3Endpoint(parameters: EndpointParameters, partition: Partition) {
  const { Bucket, Region, ForcePathStyle = false } = parameters;
  const base = baseOf(parameters, partition);
  const signingRegion = Region === 'aws-global' ? 'us-east-1' : Region;
  const isInHost = !ForcePathStyle && !isAddress(base.hostname) && isHostName(Bucket, base.protocol);
  const path = base.pathname.endsWith('/') ? base.pathname : `${base.pathname}/`;
  return {
    url: new URL(
      isInHost
        ? `${base.protocol}//${Bucket}.${base.host}${base.pathname}`
        : `${base.origin}${path}${uriEncoded(Bucket)}`,
    ),
    properties: {
      authSchemes: [{ name: 'sigv4', signingName: 's3', signingRegion, disableDoubleEncoding: true }],
    },
    headers: {},
  };
}

function baseOf({ Region, Endpoint, UseDualStack = false, UseFIPS = false }: EndpointParameters, partition: Partition) {
  if (Endpoint !== undefined) {
    if (UseDualStack) throw new Error('Cannot set dual-stack in combination with a custom endpoint.');
    if (UseFIPS) throw new Error('A custom endpoint cannot be combined with FIPS');
    const url = URL.parse(Endpoint);
    if (url === null || !/^https?:$/.test(url.protocol) || url.search !== '')
      throw new Error(`Custom endpoint \`${Endpoint}\` was not a valid URI`);
    return url;
  }
  if (UseFIPS && partition.name === 'aws-cn') throw new Error('Partition does not support FIPS');
  const service = `s3${UseFIPS ? '-fips' : ''}${UseDualStack ? '.dualstack' : ''}`;
  const isGlobal = Region === 'aws-global';
  const region = isGlobal && !UseFIPS && !UseDualStack ? '' : `.${isGlobal ? 'us-east-1' : Region}`;
  return new URL(`https://${service}${region}.${partition.dnsSuffix}`);
}

/** A certificate covers one label before S3's own; without TLS the name may have more. */
function isHostName(bucket: string, protocol: string): boolean {
  const labels = protocol === 'http:' ? bucket.split('.') : [bucket];
  return labels.every((label) => /^(?!-)[a-z0-9-]{3,63}(?<!-)$/.test(label));
}

function isAddress(hostname: string): boolean {
  return /^[\d.]+$|^\[/.test(hostname);
}

function uriEncoded(text: string): string {
  return encodeURIComponent(text).replace(/[!*'()]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);
}
