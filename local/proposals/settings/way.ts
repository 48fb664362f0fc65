/** The files of a folder -> which way to deploy fits (docs/install.md). */

export interface Way {
  readonly name: string;
  readonly because: string;
  readonly command: string;
}

const TEMPLATE = 'npx elb-log-metrics template --out build';

/** `files` are the names in the folder. */
export function wayFor(files: readonly string[]): Way {
  if (files.includes('cdk.json')) {
    return { name: 'the construct', because: 'this folder is a CDK app', command: 'npm install elb-log-metrics' };
  }
  if (files.some((file) => file.endsWith('.tf'))) {
    return { name: 'the Terraform module', because: 'this folder has Terraform files', command: TEMPLATE };
  }
  if (files.some((file) => /^(?:samconfig\.\w+|template\.(?:ya?ml|json))$/.test(file))) {
    return { name: 'the template', because: 'this folder has a CloudFormation or SAM template', command: TEMPLATE };
  }
  return { name: 'the template', because: 'it needs nothing but the AWS CLI', command: TEMPLATE };
}
