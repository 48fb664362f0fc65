/**
 * Settings -> a CloudFormation template with the code of its functions as zip files next to it. Nobody needs the CDK, a
 * bootstrap or Node to deploy it. What people change when they deploy are parameters; everything else is in the
 * settings.
 */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  App,
  type AppProps,
  CfnParameter,
  type DockerImageAssetLocation,
  type FileAssetLocation,
  type FileAssetSource,
  Fn,
  type ISynthesisSession,
  type Stack,
  StackSynthesizer,
} from 'aws-cdk-lib';
import featureFlags from 'aws-cdk-lib/recommended-feature-flags.json' with { type: 'json' };
import { zipSync } from 'fflate';
import { isObject } from '../../lambda/catalogue/json-object.ts';
import type { Settings } from '../../lib/settings/types.ts';
import { LogMetricsStack } from '../../lib/stack.ts';
import { parametersOf } from './parameters.ts';
import { type CloudFormationTemplate, type Json, mapJson } from './rewrite.ts';

export interface Standalone {
  /** Its functions name zip files of the same folder: for `aws cloudformation package` and `sam deploy`. */
  readonly local: Json;
  /**
   * Its functions name objects of the bucket that the parameters CodeBucket and CodePrefix say: for Terraform and the
   * console.
   */
  readonly inBucket: Json;
  /** Name of a zip file -> its bytes. */
  readonly code: ReadonlyMap<string, Uint8Array>;
}

/** Bytes of a template that is read from S3. Source: CloudFormation user guide, "Understand CloudFormation quotas". */
const TEMPLATE_BYTES_MAX = 1_000_000;
const PARAMETERS_MAX = 200;
/** Stands for the prefix while the template is made; no prefix of a user has these words. */
const PREFIX = 'log-prefix-of-this-deployment';

/** Throws where the settings do not fit together, or the template is larger than CloudFormation takes. */
export function standalone(settings: Settings, appProps: AppProps = {}): Standalone {
  const context = { ...featureFlags, 'aws:cdk:bundling-stacks': [] };
  const app = new App({ context, analyticsReporting: false, ...appProps });
  const { stackName, loadBalancers, bucket, alarms } = settings;
  const names = loadBalancers.map((_arn, index) => `LoadBalancerArn${index + 1}`);
  const synthesizer = new ZipSynthesizer(names);
  const input = {
    ...settings,
    loadBalancers: names.map((name) => Fn.ref(name)),
    bucket: { ...bucket, prefix: PREFIX },
    // The first address is a parameter.
    alarms: { ...alarms, email: alarms.email.slice(1) },
  };
  const stack = new LogMetricsStack(app, input, { synthesizer, stackName });
  const assembly = app.synth();
  const made: CloudFormationTemplate = assembly.getStackArtifact(stack.artifactId).template;
  const inBucket = parametersOf(withoutCdk(made), { settings, prefix: PREFIX });
  const parameters = isObject(inBucket) && isObject(inBucket.Parameters) ? Object.keys(inBucket.Parameters).length : 0;
  if (parameters > PARAMETERS_MAX) {
    throw new Error(
      `the template has ${parameters} parameters: must have at most ${PARAMETERS_MAX}. Name fewer load balancers: each is a parameter`,
    );
  }
  const bytes = Buffer.byteLength(JSON.stringify(inBucket));
  if (bytes > TEMPLATE_BYTES_MAX) {
    throw new Error(
      `the template has ${bytes} bytes: must be at most ${TEMPLATE_BYTES_MAX}. Name fewer load balancers, or choose a smaller profile`,
    );
  }
  return { inBucket, local: withLocalCode(inBucket), code: synthesizer.code(assembly.directory) };
}

/** Assets become zip files, and their place is said by parameters of the template. */
class ZipSynthesizer extends StackSynthesizer {
  readonly #assets = new Map<string, string>();
  readonly #parameters: readonly string[];

  constructor(parameters: readonly string[]) {
    super();
    this.#parameters = parameters;
  }

  /** Parameters that the stack refers to while it is made. */
  override bind(stack: Stack): void {
    super.bind(stack);
    for (const name of ['CodeBucket', 'CodePrefix', ...this.#parameters]) new CfnParameter(stack, name);
  }

  /** The template needs no bootstrap, so no role of one. */
  override get bootstrapQualifier(): string {
    return '';
  }

  override get lookupRole(): string {
    return '';
  }

  override get cloudFormationExecutionRole(): string {
    return '';
  }

  override addFileAsset({ sourceHash, fileName }: FileAssetSource): FileAssetLocation {
    if (fileName === undefined) throw new Error('an asset of the template must be a folder');
    const objectKey = `${sourceHash.slice(0, 16)}.zip`;
    this.#assets.set(objectKey, fileName);
    const place = { bucketName: Fn.ref('CodeBucket'), objectKey: Fn.join('', [Fn.ref('CodePrefix'), objectKey]) };
    const url = Fn.join('/', [place.bucketName, place.objectKey]);
    return { ...place, httpUrl: `https://${url}`, s3ObjectUrl: `s3://${url}` };
  }

  override addDockerImageAsset(): DockerImageAssetLocation {
    throw new Error('the template must have no container images');
  }

  override synthesize(session: ISynthesisSession): void {
    this.synthesizeTemplate(session);
    this.emitArtifact(session);
  }

  code(assembly: string): ReadonlyMap<string, Uint8Array> {
    return new Map([...this.#assets].map(([name, folder]) => [name, zipOf(join(assembly, folder))]));
  }
}

/** The same bytes for the same files: zip knows no year before 1980. */
function zipOf(folder: string): Uint8Array {
  const names = readdirSync(folder).sort();
  const files = Object.fromEntries(names.map((name) => [name, new Uint8Array(readFileSync(join(folder, name)))]));
  return zipSync(files, { level: 9, mtime: new Date(1980, 0, 2) });
}

/** Metadata of the CDK says where in an app something was made, and there is no app. */
function withoutCdk(template: CloudFormationTemplate): CloudFormationTemplate {
  const { Rules: _, ...rest } = template;
  const resources = Object.entries(rest.Resources).map(
    ([id, { Metadata: __, ...resource }]) => [id, resource] as const,
  );
  const Resources = Object.fromEntries(resources.filter(([, { Type }]) => Type !== 'AWS::CDK::Metadata'));
  return { ...rest, Resources };
}

/** `{ S3Bucket, S3Key }` -> the name of the zip file next to the template. */
function withLocalCode(template: Json): Json {
  const changed = mapJson(template, (value) => {
    if (!isObject(value) || !isObject(value.Code ?? null)) return value;
    const name = /[0-9a-f]{16}\.zip/.exec(JSON.stringify(value.Code))?.[0];
    return name === undefined ? value : { ...value, Code: `./${name}` };
  });
  if (!isObject(changed) || !isObject(changed.Parameters)) return changed;
  const { CodeBucket: _, CodePrefix: __, ...Parameters } = changed.Parameters;
  return { ...changed, Parameters };
}
