/**
 * What is behind an incident, in one sentence, with how sure that is. The words claim no more than the evidence does.
 */
import type { Incident, Origin } from '../verdict.ts';

const SENTENCES: Readonly<Record<Origin, string>> = {
  target: 'One target is broken; the load balancer and the rest of the group are fine.',
  release: 'This looks like a bad release: what serves these requests changed just before.',
  dependency:
    'This looks like something behind the targets, such as a database or another service: they wait for it, and nothing about them is known to have changed.',
  noTarget: 'The load balancer had no target to send these requests to.',
  keepAlive: 'This looks like targets that close idle connections just when the load balancer uses them again.',
  connection: 'The load balancer cannot connect to the targets: a port, a certificate or a security group.',
  zone: 'This looks like one subnet or Availability Zone: only its targets fail.',
  node: 'This looks like the network of one Availability Zone: only one load balancer node is affected.',
  lambda: 'The Lambda function behind the target group is the reason.',
  waf: 'AWS WAF is the reason, not your application.',
  identityProvider: 'The identity provider is the reason: users cannot sign in.',
  loadBalancer: 'The load balancer itself is the reason.',
  configuration: 'A listener rule is the reason: the load balancer answers these requests itself.',
  client: 'This looks like the clients: targets are not slower than before.',
  traffic: 'What is missing never reached the load balancer: DNS, a CDN, a network, or a client that stopped.',
  unclear: 'What is behind it is not clear from the logs: nothing is known to have changed.',
};

/** How sure the sentence is; high confidence needs no words. */
const CONFIDENCE = { high: '', medium: ' (likely, not certain)', low: '' } as const;

export function behindOf({ origin, confidence }: Incident): string {
  return SENTENCES[origin].replace(/([.:])/, `${CONFIDENCE[confidence]}$1`);
}
