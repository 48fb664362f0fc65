/** Load balancers, target groups and routes -> tables that begin with what failed most. A fleet of two hundred fits on a screen. */
import { count, counted, percent, seconds, shortName } from '../../lambda/verdict/words/text.ts';
import type { LoadBalancerOverview, Overview, Part } from './overview.ts';

const LOAD_BALANCERS_SHOWN = 5;
const PARTS_SHOWN = 3;

export function rankingLines({ loadBalancers }: Overview): string[] {
  const [only] = loadBalancers;
  const groups = loadBalancers.flatMap((balancer) =>
    partsOf(balancer, balancer.targetGroups, loadBalancers.length > 1),
  );
  const routes = loadBalancers.flatMap((balancer) => partsOf(balancer, balancer.routes, loadBalancers.length > 1));
  return [
    ...table(
      'load balancers',
      loadBalancers.map((part) => ({ ...part, name: shortName(part.name) })),
      LOAD_BALANCERS_SHOWN,
    ),
    ...(only === undefined ? [] : table('target groups', groups, PARTS_SHOWN)),
    ...table('routes', routes, PARTS_SHOWN),
  ];
}

/** With the name of their load balancer where there are several. */
function partsOf({ name: owner }: LoadBalancerOverview, parts: readonly Part[], isOneOfMany: boolean): Part[] {
  return parts.map((part) => ({
    ...part,
    name: `${isOneOfMany ? `${shortName(owner)} / ` : ''}${shortName(part.name)}`,
  }));
}

function table(title: string, parts: readonly Part[], most: number): string[] {
  if (parts.length === 0) return [];
  const ranked = parts.toSorted(
    (left, right) => right.elb5xx - left.elb5xx || right.requests - left.requests || (left.name < right.name ? -1 : 1),
  );
  const shown = ranked.slice(0, most);
  const width = Math.max(34, title.length, ...shown.map(({ name }) => name.length)) + 2;
  const head = `${title.padEnd(width + 2)} requests      5xx   share   target time p50, p99`;
  return [
    '',
    head,
    ...shown.map((part) => `  ${part.name.padEnd(width)}${columns(part)}`),
    ...restLine(ranked.slice(most)),
  ];
}

function columns({ requests, elb5xx, times }: Part): string {
  const { TargetProcessingTime: time } = times;
  const measured = time === undefined ? '' : `   ${seconds(time.p50)}, ${seconds(time.p99)}`;
  return `${count(requests).padStart(9)}${count(elb5xx).padStart(9)}${percent(elb5xx, requests).padStart(8)}${measured}`;
}

function restLine(rest: readonly Part[]): string[] {
  if (rest.length === 0) return [];
  const failed = rest.reduce((all, { elb5xx }) => all + elb5xx, 0);
  const requests = rest.reduce((all, part) => all + part.requests, 0);
  return [`  ${count(rest.length)} more with ${counted(requests, 'request')}, ${count(failed)} of them 5xx`];
}
