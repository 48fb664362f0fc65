/**
 * When does a target close a connection that it owes an answer: at once, because it had been idle for too long, or in
 * the middle of its work?
 *
 * A real proxy with a pool of idle connections (closings/proxy.ts) in front of real servers that race, crash, are
 * killed and drained. Each line that the proxy writes is read by our own parser -> target_processing_time of the 502s
 * of each scene, and the causes they are given.
 */
import { Agent, request as httpRequest } from 'node:http';
import { parseArgs } from 'node:util';
import type { RequestEntry } from '../lambda/catalogue/metrics/requests.ts';
import { cause } from '../lambda/diagnosis/cause.ts';
import { parseAlbAccess } from '../lambda/formats/alb-access.ts';
import { proxy } from './closings/proxy.ts';
import { isInstalled, type Stack, startServer, type TargetServer } from './closings/servers.ts';
import { wire } from './closings/wire.ts';
import { machine } from './machine.ts';
import { markdownTable } from './statistics.ts';

interface Scene {
  readonly name: string;
  readonly stacks: readonly Stack[];
  readonly idleMillis: number;
  /** Sends requests to the proxy, and ends the server where it does not end on its own. */
  readonly play: (send: Send, server: TargetServer, rounds: number) => Promise<void>;
}

type Send = (path: string) => Promise<void>;

const IDLE_MILLIS = 200;
/** nginx counts in whole seconds. */
const NGINX_IDLE_MILLIS = 1000;
const NEVER_IDLE_MILLIS = 60_000;
const SCENES: readonly Scene[] = [
  {
    ...{ name: 'idle connections race', stacks: ['Node', 'Python'], idleMillis: IDLE_MILLIS },
    play: (send, _server, rounds) => race(send, { rounds, idleMillis: IDLE_MILLIS, path: '/after/0' }),
  },
  {
    ...{ name: 'idle connections race', stacks: ['nginx'], idleMillis: NGINX_IDLE_MILLIS },
    play: (send, _server, rounds) => race(send, { rounds, idleMillis: NGINX_IDLE_MILLIS, path: '/after/0' }),
  },
  {
    ...{ name: 'idle connections race with a busy event loop', stacks: ['Node'], idleMillis: IDLE_MILLIS },
    play: (send, _server, rounds) => race(send, { rounds, idleMillis: IDLE_MILLIS, path: '/busy/1' }),
  },
  {
    ...{ name: 'crashes at work', stacks: ['Node', 'Python'], idleMillis: NEVER_IDLE_MILLIS },
    play: (send) => atWork(send, () => send('/die/20')),
  },
  {
    ...{ name: 'is killed at work', stacks: ['Node', 'Python'], idleMillis: NEVER_IDLE_MILLIS },
    play: (send, server) => atWork(send, server.kill),
  },
  {
    ...{ name: 'is drained, but not for long enough', stacks: ['Node', 'Python'], idleMillis: NEVER_IDLE_MILLIS },
    play: (send, server) => atWork(send, server.drain),
  },
];

export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: { rtt: { type: 'string', default: '0,1,5' }, rounds: { type: 'string', default: '20' } },
  });
  const rows: string[][] = [];
  for (const rtt of values.rtt.split(',').map(Number)) {
    for (const scene of SCENES) {
      for (const stack of scene.stacks.filter(isInstalled)) {
        console.error(`${scene.name}, ${stack}, ${rtt} ms`);
        rows.push([scene.name, stack, String(rtt), ...summary(await played(scene, stack, { rtt, values }))]);
      }
    }
  }
  console.log(`${machine()}\n`);
  const times = 'target_processing_time of these, ms: least, median, 99 %, most';
  console.log(
    markdownTable(['scene', 'target', 'round trip, ms', 'requests', 'left out', '502', times, 'their causes'], rows),
  );
}

/** A scene of one death is played as often as one of races has rounds. */
async function played(
  scene: Scene,
  stack: Stack,
  { rtt, values }: { readonly rtt: number; readonly values: { readonly rounds: string } },
): Promise<Played> {
  const rounds = Number(values.rounds);
  const deaths = scene.idleMillis === NEVER_IDLE_MILLIS ? Math.ceil(rounds / 4) : 1;
  const entries: RequestEntry[] = [];
  let heldUp = 0;
  for (let death = 0; death < deaths; death++) {
    const server = await startServer(stack, scene.idleMillis);
    const cable = await wire(server.port, rtt / 2);
    const front = await proxy(rtt === 0 ? server.port : cable.port);
    const agent = new Agent({ keepAlive: true });
    await scene.play((path) => sent(agent, front.port, path), server, rounds);
    agent.destroy();
    front.close();
    cable.cut();
    await server.stop();
    for (const line of front.lines) entries.push(entryOf(line));
    heldUp += front.heldUp();
  }
  return { entries, heldUp };
}

interface Played {
  readonly entries: readonly RequestEntry[];
  readonly heldUp: number;
}

function sent(agent: Agent, port: number, path: string): Promise<void> {
  return new Promise((resolve) => {
    const request = httpRequest({ agent, port, host: '127.0.0.1', path }, (answer) => {
      answer.resume().on('end', () => resolve());
    });
    request.on('error', () => resolve()).end();
  });
}

const CONNECTIONS = 20;
/** Milliseconds around the end of the idle time in which requests are sent again. */
const AROUND_MILLIS = 8;

/**
 * Many requests side by side open as many connections; then as many again, each about when its connection has been idle
 * for too long.
 */
async function race(
  send: Send,
  { rounds, idleMillis, path }: { readonly rounds: number; readonly idleMillis: number; readonly path: string },
): Promise<void> {
  for (let round = 0; round < rounds; round++) {
    const once = async (): Promise<void> => {
      await send(path);
      await pause(idleMillis + (Math.random() - 0.5) * 2 * AROUND_MILLIS);
      await send(path);
    };
    await Promise.all(Array.from({ length: CONNECTIONS }, once));
  }
}

const WORKING_MILLIS = 1000;

/** Requests begin over a second; then the server dies while it works on all of them. */
async function atWork(send: Send, die: () => unknown): Promise<void> {
  const once = async (): Promise<void> => {
    await pause(Math.random() * WORKING_MILLIS);
    await send('/after/5000');
  };
  const all = Array.from({ length: CONNECTIONS }, once);
  await pause(WORKING_MILLIS);
  await die();
  await Promise.all(all);
}

function pause(millis: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, millis));
}

function entryOf(line: string): RequestEntry {
  const entry = parseAlbAccess(line);
  if (typeof entry === 'string') throw new Error(`the proxy wrote a line that is ${entry}: ${line}`);
  return entry;
}

function summary({ entries, heldUp }: Played): string[] {
  const failed = entries.filter(({ elbStatusCode }) => elbStatusCode === '502');
  const times = failed
    .flatMap(({ targetProcessingTime }) => targetProcessingTime ?? [])
    .map((seconds) => Math.round(seconds * 1000))
    .sort((left, right) => left - right);
  const at = (share: number): string => String(times[Math.floor(share * (times.length - 1))] ?? '–');
  const causes = Map.groupBy(failed, (entry) => cause(entry) ?? 'none');
  return [
    String(entries.length),
    String(heldUp),
    String(failed.length),
    [0, 0.5, 0.99, 1].map(at).join(', '),
    [...causes].map(([name, all]) => `${name} ${all.length}`).join(', '),
  ];
}
