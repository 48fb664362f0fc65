/** The template that needs no CDK, given to a stand-in for CloudFormation. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { settingsFrom } from '../../../lib/settings/check.ts';
import type { CloudFormationTemplate } from '../../../local/template/rewrite.ts';
import { standalone } from '../../../local/template/standalone.ts';
import { HAS_MOTO, motoServer } from '../../support/loopback/moto.ts';

const run = promisify(execFile);

/** What this stand-in cannot make. */
const UNKNOWN_TO_MOTO = /^AWS::CloudWatch::|^AWS::Logs::QueryDefinition$|^AWS::Events::|^Custom::/;

/** Without what it cannot make, and without what refers to that. */
function knownToMoto(resources: CloudFormationTemplate['Resources']): CloudFormationTemplate['Resources'] {
  const unknown = Object.entries(resources).filter(([, { Type }]) => UNKNOWN_TO_MOTO.test(Type));
  const gone = new Set(unknown.map(([id]) => id));
  for (const id of gone) {
    for (const [other, resource] of Object.entries(resources)) {
      if (JSON.stringify(resource).includes(`"${id}"`)) gone.add(other);
    }
  }
  return Object.fromEntries(Object.entries(resources).filter(([id]) => !gone.has(id)));
}

test.skipIf(!HAS_MOTO)(
  'the parts that the stand-in knows are made, with the parameters',
  { timeout: 120_000 },
  async () => {
    const { inBucket: made, code } = standalone(settingsFrom({}));
    const inBucket = made as CloudFormationTemplate;
    const Resources = knownToMoto(inBucket.Resources);
    const folder = mkdtempSync(join(tmpdir(), 'template-'));
    const server = await motoServer();
    const aws = async (...args: string[]): Promise<string> => {
      const env = {
        ...process.env,
        ...{ AWS_ENDPOINT_URL: server.url, AWS_DEFAULT_REGION: 'eu-central-1' },
        ...{ AWS_ACCESS_KEY_ID: 'key', AWS_SECRET_ACCESS_KEY: 'secret' },
      };
      return (await run('aws', args, { env, cwd: folder })).stdout;
    };
    try {
      const { Outputs: _, ...rest } = inBucket;
      writeFileSync(join(folder, 'template.json'), JSON.stringify({ ...rest, Resources }));
      for (const [name, bytes] of code) writeFileSync(join(folder, name), bytes);
      await aws('s3', 'mb', 's3://code');
      await aws('s3', 'cp', '.', 's3://code/v1/', '--recursive');
      const values = { CodeBucket: 'code', CodePrefix: 'v1/', AlarmEmail: 'oncall@example.com', LogPrefix: 'alb' };
      const parameters = Object.entries(values).map(([name, value]) => `ParameterKey=${name},ParameterValue=${value}`);
      const template = ['--template-body', 'file://template.json', '--capabilities', 'CAPABILITY_IAM'];
      await aws('cloudformation', 'create-stack', '--stack-name', 'logs', ...template, '--parameters', ...parameters);
      const status = await aws('cloudformation', 'describe-stacks', '--stack-name', 'logs', '--output', 'json');
      expect(JSON.parse(status).Stacks[0].StackStatus).toBe('CREATE_COMPLETE');
      const functions = JSON.parse(await aws('lambda', 'list-functions', '--output', 'json')).Functions;
      expect(functions.map(({ CodeSize }: { CodeSize: number }) => CodeSize)).toContain([...code.values()][0]?.length);
      const { Buckets } = JSON.parse(await aws('s3api', 'list-buckets', '--output', 'json'));
      expect(Buckets).toHaveLength(2);
    } finally {
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    }
  },
);
