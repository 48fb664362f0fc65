/** The command with the real client, against a stand-in of Elastic Load Balancing on loopback. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { callEach, type Ended } from '../../support/commands.ts';
import { type Loopback, loopback, type Received } from '../../support/loopback/server.ts';

const NAMESPACE = 'http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/';
const folder = mkdtempSync(join(tmpdir(), 'init-'));
const actions: string[] = [];
let server: Loopback;

const arn = (name: string): string =>
  `arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/app/${name}/50dc6c495c0c9188`;

/** Three load balancers on two pages: two log, one does not. */
function act({ body }: Received) {
  const form = new URLSearchParams(body.toString());
  const action = form.get('Action') ?? '';
  // The first call has two pages; what comes behind them is the second.
  const isDenied = action === 'DescribeLoadBalancers' && actions.filter((one) => one === action).length === 2;
  actions.push(action);
  const answer = (result: string, status = 200) => ({
    status,
    headers: { 'content-type': 'text/xml' },
    body:
      status === 200
        ? `<${action}Response xmlns="${NAMESPACE}"><${action}Result>${result}</${action}Result></${action}Response>`
        : result,
  });
  if (isDenied) {
    const error = '<Error><Type>Sender</Type><Code>AccessDenied</Code><Message>not authorized</Message></Error>';
    return answer(`<ErrorResponse xmlns="${NAMESPACE}">${error}</ErrorResponse>`, 403);
  }
  if (action === 'DescribeLoadBalancers') {
    const isFirst = form.get('Marker') === null;
    const members = (isFirst ? ['shop', 'api'] : ['quiet']).map(
      (name) =>
        `<member><LoadBalancerArn>${arn(name)}</LoadBalancerArn><LoadBalancerName>${name}</LoadBalancerName><Type>application</Type></member>`,
    );
    return answer(`<LoadBalancers>${members.join('')}</LoadBalancers>${isFirst ? '<NextMarker>2</NextMarker>' : ''}`);
  }
  const logs = !form.get('LoadBalancerArn')?.includes('quiet');
  const values = {
    'access_logs.s3.enabled': String(logs),
    'access_logs.s3.bucket': logs ? 'company-logs' : '',
    'access_logs.s3.prefix': logs ? 'alb' : '',
  };
  const members = Object.entries(values).map(
    ([key, value]) => `<member><Key>${key}</Key><Value>${value}</Value></member>`,
  );
  return answer(`<Attributes>${members.join('')}</Attributes>`);
}

let allowed: Ended | undefined;
let denied: Ended | undefined;

beforeAll(async () => {
  server = await loopback({ act, refuse: () => ({ status: 500 }) });
  const env = {
    ...process.env,
    ...{ AWS_ENDPOINT_URL: server.url, AWS_REGION: 'eu-central-1', AWS_MAX_ATTEMPTS: '1' },
    ...{ AWS_ACCESS_KEY_ID: 'key', AWS_SECRET_ACCESS_KEY: 'secret' },
  };
  [allowed, denied] = await callEach([['init'], ['init']], { cwd: folder, env });
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

test('looks at every load balancer, changes nothing, and proposes the bucket that most log to', () => {
  const { code, out } = allowed ?? {};
  expect(code).toBe(0);
  expect(out).toContain('3 load balancers, 2 of them log\n  api    application  logs to s3://company-logs/alb\n');
  expect(out).toContain('"name": "company-logs",\n    "prefix": "alb"');
  expect(out).toContain('1 load balancer does not log yet: quiet.');
  expect(out).toMatch(/a month +\$\d+\.\d\d/);
  expect(new Set(actions)).toEqual(new Set(['DescribeLoadBalancers', 'DescribeLoadBalancerAttributes']));
});

test('fails without permission, and says which it needs', () => {
  expect(denied?.code).toBe(1);
  expect(denied?.error).toContain('The role needs elasticloadbalancing:DescribeLoadBalancers');
});
