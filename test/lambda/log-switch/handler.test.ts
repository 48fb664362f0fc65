import { createServer, type IncomingMessage, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { bundleDirectory } from '../../../lib/function/bundle-directory.ts';
import { withoutPauses } from '../../support/no-pauses.ts';

/** Elastic Load Balancing and CloudFormation as far as the custom resource talks to them, on loopback. */
const attributes = new Map<string, string>();
let modified: string[][] = [];
let answers: Record<string, string>[] = [];
let isGone = false;
/** Codes and messages that the next changes are refused with. */
let refusals: (readonly [code: string, message: string])[] = [];
/** Answers that CloudFormation does not take. */
let answersRefused = 0;
let server: Server;
let url = '';

interface LogSwitch {
  readonly handler: (event: never, context: unknown) => Promise<void>;
}
/** As it is written, and as it is deployed: bundled with a part of the SDK. */
let written: LogSwitch;
let bundled: LogSwitch;
let handler: LogSwitch['handler'];

const NAMESPACE = 'http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/';

function api(form: URLSearchParams): [status: number, body: string] {
  if (isGone) {
    return [
      400,
      `<ErrorResponse xmlns="${NAMESPACE}"><Error><Type>Sender</Type><Code>LoadBalancerNotFound</Code><Message>gone</Message></Error></ErrorResponse>`,
    ];
  }
  const action = form.get('Action') ?? '';
  const refusal = action === 'ModifyLoadBalancerAttributes' ? refusals.shift() : undefined;
  if (refusal !== undefined) {
    const [code, message] = refusal;
    return [
      400,
      `<ErrorResponse xmlns="${NAMESPACE}"><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`,
    ];
  }
  if (action === 'ModifyLoadBalancerAttributes') {
    const pairs = [...form]
      .filter(([name]) => name.endsWith('.Key'))
      .map(([name, key]) => [key, form.get(name.replace('.Key', '.Value')) ?? '']);
    modified.push(...pairs);
    for (const [key = '', value = ''] of pairs) attributes.set(key, value);
  }
  const members = [...attributes]
    .map(([key, value]) => `<member><Key>${key}</Key><Value>${value}</Value></member>`)
    .join('');
  return [
    200,
    `<${action}Response xmlns="${NAMESPACE}"><${action}Result><Attributes>${members}</Attributes></${action}Result></${action}Response>`,
  ];
}

async function serve(request: IncomingMessage): Promise<[number, string]> {
  const body = await text(request);
  if (request.method !== 'PUT') return api(new URLSearchParams(body));
  // The real URL is signed for no content type.
  if (request.headers['content-type'] !== '') return [403, 'SignatureDoesNotMatch'];
  if (answersRefused > 0) {
    answersRefused -= 1;
    return [503, 'SlowDown'];
  }
  answers.push(JSON.parse(body));
  return [200, ''];
}

// They are seconds: until a policy has arrived, and between attempts to answer.
withoutPauses();

beforeAll(async () => {
  server = createServer((request, response) => {
    void serve(request).then(([status, body]) => response.writeHead(status, { 'content-type': 'text/xml' }).end(body));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  vi.stubEnv('AWS_ENDPOINT_URL', url);
  vi.stubEnv('AWS_REGION', 'eu-central-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
  written = await import('../../../lambda/log-switch/handler.ts');
  bundled = createRequire(import.meta.url)(join(bundleDirectory('log-switch'), 'index.mjs'));
  vi.spyOn(console, 'info').mockReturnValue();
});
afterAll(() => {
  vi.unstubAllEnvs();
  server.close();
});
beforeEach(() => {
  attributes.clear();
  attributes.set('access_logs.s3.enabled', 'false').set('access_logs.s3.bucket', '').set('access_logs.s3.prefix', '');
  attributes.set('idle_timeout.timeout_seconds', '60');
  modified = [];
  answers = [];
  isGone = false;
  refusals = [];
  answersRefused = 0;
});

const target = { LoadBalancerArn: 'arn:lb', Attribute: 'access_logs.s3', Bucket: 'logs', Prefix: 'alb' };
function call(RequestType: string, more: object = {}): Promise<void> {
  const ids = { StackId: 's', RequestId: 'r', LogicalResourceId: 'Log' };
  const event = {
    RequestType,
    ...ids,
    ResponseURL: `${url}/answer`,
    ResourceProperties: { ServiceToken: 't', ...target },
    ...more,
  };
  return handler(event as never, {});
}

describe.each([
  ['written', () => written],
  ['bundled', () => bundled],
])('the custom resource as it is %s', (_, logSwitch) => {
  beforeEach(() => {
    ({ handler } = logSwitch());
  });

  test('switches a log on and off again, and touches no other attribute', async () => {
    await call('Create');
    const [created] = answers;
    expect(created).toMatchObject({ Status: 'SUCCESS', StackId: 's', RequestId: 'r', LogicalResourceId: 'Log' });
    expect(modified).toEqual([
      ['access_logs.s3.enabled', 'true'],
      ['access_logs.s3.bucket', 'logs'],
      ['access_logs.s3.prefix', 'alb'],
    ]);
    await call('Delete', { PhysicalResourceId: created?.PhysicalResourceId });
    expect(modified.slice(3)).toEqual([['access_logs.s3.enabled', 'false']]);
  });

  test('follows a new prefix of its own log', async () => {
    await call('Create');
    const ResourceProperties = { ServiceToken: 't', ...target, Prefix: 'new' };
    await call('Update', {
      PhysicalResourceId: answers[0]?.PhysicalResourceId,
      ResourceProperties,
      OldResourceProperties: target,
    });
    expect(modified.slice(3)).toEqual([['access_logs.s3.prefix', 'new']]);
    expect(answers[1]?.PhysicalResourceId).toBe(answers[0]?.PhysicalResourceId);
  });

  test('answers with the reason where a log goes elsewhere already, and changes nothing', async () => {
    attributes.set('access_logs.s3.enabled', 'true').set('access_logs.s3.bucket', 'theirs');
    await call('Create');
    expect(answers).toEqual([
      expect.objectContaining({ Status: 'FAILED', Reason: expect.stringContaining('to s3://theirs already') }),
    ]);
    expect(modified).toEqual([]);
  });

  test.each([
    ['its own policy', 'AccessDenied', 'User: role is not authorized to perform: ModifyLoadBalancerAttributes'],
    [
      'the policy of the bucket',
      'InvalidConfigurationRequest',
      'Access Denied for bucket: logs. Please check S3bucket permission',
    ],
  ])('waits for %s, which is seconds old', async (_what, code, message) => {
    refusals = [[code, message]];
    await call('Create');
    expect(answers).toEqual([expect.objectContaining({ Status: 'SUCCESS' })]);
    expect(modified).toHaveLength(3);
  });

  test('does not wait where something else is wrong', async () => {
    refusals = [['InvalidConfigurationRequest', 'The bucket does not exist']];
    await call('Create');
    expect(answers).toEqual([expect.objectContaining({ Status: 'FAILED', Reason: 'The bucket does not exist' })]);
  });

  test('gives an answer again that was not taken', async () => {
    answersRefused = 1;
    await call('Create');
    expect(answers).toEqual([expect.objectContaining({ Status: 'SUCCESS' })]);
    expect(modified).toHaveLength(3);
  });

  test('switches off again what CloudFormation cannot be told of, so that a repetition finds it off and it stays ours', async () => {
    answersRefused = 3;
    await expect(call('Create')).rejects.toThrow('CloudFormation answered 503 to SUCCESS: must be 200');
    expect(attributes.get('access_logs.s3.enabled')).toBe('false');
    await call('Create');
    expect(attributes.get('access_logs.s3.enabled')).toBe('true');
    await call('Delete', { PhysicalResourceId: answers[0]?.PhysicalResourceId });
    expect(attributes.get('access_logs.s3.enabled')).toBe('false');
  });

  test('leaves a log on that it found on, though CloudFormation cannot be told', async () => {
    attributes.set('access_logs.s3.enabled', 'true').set('access_logs.s3.bucket', 'logs');
    attributes.set('access_logs.s3.prefix', 'alb');
    answersRefused = 3;
    await expect(call('Create')).rejects.toThrow('answered 503');
    expect(modified).toEqual([]);
  });

  test('removal is done where the load balancer is gone', async () => {
    isGone = true;
    await call('Delete', { PhysicalResourceId: 'arn:lb#access_logs.s3#switched-on' });
    expect(answers).toEqual([expect.objectContaining({ Status: 'SUCCESS' })]);
  });

  test('creation for a load balancer that is none is answered as failed', async () => {
    isGone = true;
    await call('Create');
    expect(answers).toEqual([
      expect.objectContaining({ Status: 'FAILED', Reason: 'gone', PhysicalResourceId: 'Log#failed' }),
    ]);
  });

  test('a request without its properties is answered as failed, because the stack would wait an hour for none', async () => {
    await call('Create', { ResourceProperties: { ServiceToken: 't' } });
    expect(answers).toEqual([
      expect.objectContaining({ Status: 'FAILED', Reason: 'LoadBalancerArn is undefined: must be text' }),
    ]);
  });
});
