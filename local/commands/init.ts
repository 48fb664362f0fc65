/**
 * `elb-log-metrics init`: looks at an account, read only, and proposes settings, what they cost, and how to deploy
 * them.
 */
import { readdir } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { counted } from '../../lambda/catalogue/figures.ts';
import { costText } from '../../lib/monitoring/bill.ts';
import { settingsFrom } from '../../lib/settings/check.ts';
import { type FoundLoadBalancer, loadBalancersOf } from '../proposals/settings/account.ts';
import { proposalFor } from '../proposals/settings/proposal.ts';
import { wayFor } from '../proposals/settings/way.ts';
import { type Command, run } from '../terminal/command.ts';
import { print, printError } from '../terminal/print.ts';

interface InitOptions {
  readonly region: string | undefined;
}

const HELP = `Looks at your account with your own AWS credentials and changes nothing: which load balancers there are, which of them log,
and where. Proposes settings for elb-log-metrics.json, says what they cost a month, and which way to deploy suits this folder.
It needs elasticloadbalancing:DescribeLoadBalancers and DescribeLoadBalancerAttributes. Classic Load Balancers are not looked at.

  --region REGION   the Region to look at (default: that of your AWS configuration)`;

function parse(args: readonly string[]): InitOptions {
  return { region: parseArgs({ args: [...args], options: { region: { type: 'string' } } }).values.region };
}

async function init({ region }: InitOptions): Promise<number> {
  const client = new ElasticLoadBalancingV2Client(region === undefined ? {} : { region });
  const found = await loadBalancersOf(client).catch((cause: Error) => {
    throw new Error(`cannot look at the load balancers: ${cause.message}. ${whatToDo(cause)}`, { cause });
  });
  const { settings, reasons } = proposalFor(found);
  print([...foundLines(found), '', ...reasons.map((reason) => `- ${reason}`)].join('\n'));
  print(`\nProposed elb-log-metrics.json:\n${JSON.stringify(settings, undefined, 2)}`);
  print(`\n${await bill(settings, found.length)}`);
  const way = wayFor(await readdir('.'));
  print(`\nTo deploy: ${way.name}, because ${way.because}.\n  ${way.command}\nOther ways: docs/install.md`);
  if (found.length === 0) printError('no load balancer in this Region: --region names another');
  return 0;
}

/** What is missing, in words: the SDK names the error. */
function whatToDo({ name }: Error): string {
  if (/Credential|Token/.test(name)) return 'Sign in first, for example with aws sso login, or set AWS_PROFILE';
  if (/AccessDenied|Unauthorized/.test(name))
    return 'The role needs elasticloadbalancing:DescribeLoadBalancers and DescribeLoadBalancerAttributes';
  return 'Name the Region with --region, and check that you are signed in';
}

const LISTED_MAX = 20;

function foundLines(found: readonly FoundLoadBalancer[]): string[] {
  const logging = found.filter(({ logs }) => logs !== undefined).length;
  const width = Math.max(0, ...found.slice(0, LISTED_MAX).map(({ name }) => name.length));
  const rows = found.slice(0, LISTED_MAX).map(({ name, type, logs }) => {
    const place = logs === undefined ? 'no logs' : `logs to s3://${logs.bucket}/${logs.prefix}`;
    return `  ${name.padEnd(width)}  ${type.padEnd(11)}  ${place}`;
  });
  const rest = found.length - rows.length;
  return [
    `${counted(found.length, 'load balancer')}, ${logging} of them log`,
    ...rows,
    ...(rest === 0 ? [] : [`  and ${rest} more`]),
  ];
}

/** With the CDK comes a second of loading, which the list need not wait for. */
async function bill(settings: object, loadBalancers: number): Promise<string> {
  const { synthesizedStack } = await import('../preview/synthesized.ts');
  const { monthlyCost } = await import('../../lib/monitoring/cost.ts');
  const checked = settingsFrom(settings);
  const { alarmReads: alarms } = await synthesizedStack(checked);
  const { families, profile, targetGroups, routes, services } = checked;
  const lines = monthlyCost({
    ...{ families, profile, targetGroups, alarms },
    routes: routes.length,
    services: new Set(services.map(({ name }) => name)).size,
    loadBalancers: Math.max(1, loadBalancers),
  });
  return `A month, before traffic (about $0.001 for a million lines):\n${costText(lines)}`;
}

const command: Command<InitOptions> = { name: 'init', form: '[--region REGION]', help: HELP, parse, run: init };

export const main = (args: readonly string[]): Promise<void> => run(command, args);

if (import.meta.main) await main(process.argv.slice(2));
