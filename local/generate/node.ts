/**
 * One node of a load balancer: a moment in, the access log line it writes at that moment out.
 *
 * Every line is counted in the tally of the node from the model's own values, before it becomes text.
 */

import { exchanges, type NodeExchange, type NodeOptions, SCANS } from './exchange.ts';
import { createTally, type Observation, type Tally } from './expected.ts';
import { formatLine, type GeneratedLine } from './line.ts';
import type { LoadBalancer } from './load-balancer.ts';
import type { RequestOutcome } from './outcome.ts';
import { type Random, random } from './random.ts';
import { decimal, timestamps } from './timestamps.ts';

export interface LoadBalancerNode {
  readonly address: string;
  /** Load balancer and address, unique among nodes. */
  readonly name: string;
  /** The line for a response produced at this moment (milliseconds since 1970), with its line feed. */
  readonly line: (milliseconds: number) => string;
  /** The expectations for all lines since the last call. */
  readonly expected: () => ReturnType<Tally['result']>;
}

export function loadBalancerNode(options: NodeOptions): LoadBalancerNode {
  const { loadBalancer, address, seed } = options;
  const r = random(seed, 'node', loadBalancer.name, address);
  const write = lineWriter(options, r);
  const exchange = exchanges(options, r);
  let counts = createTally(loadBalancer.id);
  return {
    address,
    name: `${loadBalancer.name} ${address}`,
    line: (milliseconds) => {
      const [observation, line] = write(exchange(milliseconds), milliseconds);
      counts.add(observation, line.length);
      return line;
    },
    expected: () => {
      const result = counts.result();
      counts = createTally(loadBalancer.id);
      return result;
    },
  };
}

/** Turns exchanges into text and into what the model knows about them. */
function lineWriter(options: NodeOptions, r: Random): (e: NodeExchange, milliseconds: number) => [Observation, string] {
  const { loadBalancer, fields, address } = options;
  const time = timestamps();
  return (e, milliseconds) => {
    const url = requestUrl(e, r);
    const [observation, elapsed] = observationOf(e, milliseconds, url, r);
    const created = Math.floor(milliseconds) - elapsed;
    const line: GeneratedLine = {
      ...head(e, url, observation, loadBalancer),
      time: time.micro(milliseconds),
      traceId: e.outcome.request === 'malformed' ? '-' : `Root=1-${time.hexSeconds(created)}-${r.hex(24)}`,
      requestCreationTime: time.milli(created),
      ipAddress: address,
    };
    return [observation, `${formatLine(line, fields)}\n`];
  };
}

/** The values that are counted, and the milliseconds since the request arrived. */
function observationOf(e: NodeExchange, milliseconds: number, url: string, r: Random): [Observation, number] {
  const { outcome, client, targetGroup } = e;
  const measured = measure(e, r);
  const observation = {
    outcome: outcome.name,
    slowedDown: e.slowness > 1 && outcome.times === 3,
    targetGroupArn: outcome.target === 'none' ? '-' : targetGroup.arn,
    minute: Math.floor(milliseconds / 60_000) * 60_000,
    elbStatusCode: outcome.elbStatusCode === 0 ? '000' : `${outcome.elbStatusCode}`,
    targetStatusCode: outcome.targetStatusCode === undefined ? '-' : `${outcome.targetStatusCode}`,
    requestMilliseconds: measured.request,
    targetMilliseconds: measured.target,
    responseMilliseconds: measured.response,
    elapsedMilliseconds: outcome.request === 'websocket' ? -1 : measured.elapsed,
    receivedBytes: outcome.request === 'malformed' ? 0 : 80 + client.userAgent.length + url.length + r.below(900),
    sentBytes: sent(outcome, r),
    unanswered: outcome.elbStatusCode === 504 && isAddressKnown(e),
  };
  return [observation, measured.elapsed];
}

/** The fields that follow from the exchange without its moment. */
function head(e: NodeExchange, url: string, o: Observation, loadBalancer: LoadBalancer) {
  const { outcome, client } = e;
  const malformed = outcome.request === 'malformed';
  const plain = malformed || outcome.request === 'plain';
  return {
    type: plain ? 'http' : outcome.request === 'websocket' ? 'wss' : client.type,
    elb: loadBalancer.id,
    client: `${client.address}:${client.port}`,
    target: isAddressKnown(e) ? targetAddress(e) : '-',
    requestProcessingTime: decimal(o.requestMilliseconds),
    targetProcessingTime: decimal(o.targetMilliseconds),
    responseProcessingTime: decimal(o.responseMilliseconds),
    elbStatusCode: o.elbStatusCode,
    targetStatusCode: o.targetStatusCode,
    receivedBytes: o.receivedBytes,
    sentBytes: o.sentBytes,
    request: malformed ? `- http://${e.host}:80- -` : requestLine(e, url),
    userAgent: malformed ? '-' : client.userAgent,
    sslCipher: plain ? '-' : client.sslCipher,
    sslProtocol: plain ? '-' : client.sslProtocol,
    targetGroupArn: o.targetGroupArn,
    domainName: plain ? '-' : e.host,
    chosenCertArn: plain ? '-' : loadBalancer.certificateArn,
    matchedRulePriority: priority(e),
    actionsExecuted: outcome.actions,
    redirectUrl: outcome.actions === 'waf,redirect' ? url.replace(/^http:(.*):80\//, 'https:$1:443/') : '-',
    errorReason: outcome.errorReason ?? '-',
    classification: outcome.classification?.[0] ?? '-',
    classificationReason: outcome.classification?.[1] ?? '-',
    connTraceId: client.connTraceId,
    targetErrorCode: outcome.targetErrorCode ?? '-',
  };
}

/** A function has none. */
function isAddressKnown({ outcome, targetGroup }: NodeExchange): boolean {
  return outcome.target === 'address' && !targetGroup.lambda;
}

function targetAddress({ targetGroup, target, minute }: NodeExchange): string {
  const { addresses, replacements, replacedAtMinute } = targetGroup;
  return (minute >= replacedAtMinute ? replacements : addresses)[target] ?? '-';
}

/** The three times in milliseconds, -1 if not measured, and all that passed since the request arrived. */
function measure(e: NodeExchange, r: Random) {
  const { times, wait, isInstant, leastTargetMillis = 0 } = e.outcome;
  const request = times < 1 ? -1 : r.below(10) < 7 ? 0 : 1 + r.below(3);
  const typical = e.targetGroup.latencyMilliseconds * e.slowness * Math.exp(0.8 * r.normal());
  // A target that took longer than the idle timeout would have been a 504.
  const target =
    times < 2
      ? -1
      : isInstant === true
        ? r.below(2)
        : Math.min(Math.max(Math.floor(typical), leastTargetMillis), 59_000);
  const response = times < 3 ? -1 : r.below(10) < 8 ? 0 : 1 + r.below(4);
  const waited = wait === undefined ? 0 : wait[0] + r.below(wait[1] - wait[0]);
  return {
    request,
    target,
    response,
    elapsed: Math.max(request, 0) + Math.max(target, 0) + Math.max(response, 0) + waited,
  };
}

function sent(outcome: RequestOutcome, r: Random): number {
  if (outcome.name === 'ClientClosed') return 0;
  if (outcome.request === 'websocket') return 5_000 + Math.floor(2_000_000_000 * r.unit() ** 6);
  if (outcome.targetStatusCode === undefined) return 110 + r.below(400);
  return 180 + Math.floor(3_000 * Math.exp(1.2 * r.normal()));
}

function requestUrl(e: NodeExchange, r: Random): string {
  const { request } = e.outcome;
  const authority = request === 'plain' ? `http://${e.host}:80` : `https://${e.host}:443`;
  if (request === 'scanner') return `${authority}${SCANS[r.below(SCANS.length)] ?? '/'}`;
  if (request === 'websocket') return `${authority}/live/${r.hex(8)}`;
  if (request === 'space') return `${authority}/red shoes/size ${r.below(50)}`;
  return `${authority}${e.route.path(r)}`;
}

function requestLine(e: NodeExchange, url: string): string {
  const { request } = e.outcome;
  const method = request === undefined || request === 'impatient' ? e.route.method : 'GET';
  const version = request === 'plain' || request === 'websocket' ? 'HTTP/1.1' : e.client.httpVersion;
  return `${method} ${url} ${version}`;
}

/** A rule has a number; the default action is 0; no rule is reached after a malformed request. */
function priority(e: NodeExchange): string {
  if (e.outcome.actions === '-') return '-';
  return e.outcome.actions === 'waf,fixed-response' || e.outcome.actions === 'waf,redirect' ? '0' : e.route.priority;
}
