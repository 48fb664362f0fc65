/**
 * Every call of an SDK client made a point at which the call can fail, or the invocation can die: before the call
 * leaves, after it took effect, in the middle of its answer. Each publication is noted in the book of doubts.
 */
import type { Fault } from '../loopback/server.ts';
import type { Doubts } from './doubts.ts';

/**
 * `kill…`: the invocation ends there and nobody is told. `overtaken…`: its leases end, and another invocation does all
 * of its work before it goes on, as where two clocks differ or a call hangs. The others: see server.ts. `always` meets
 * the SDK's retries too.
 */
export type Kind =
  | `kill${'Before' | 'After' | 'Middle'}`
  | `overtaken${'Before' | 'After'}`
  | Fault
  | `always ${Fault}`;

/** One call of the function. */
export interface Point {
  readonly command: string;
  /** Which call of this command it is. Calls that wait side by side come in no certain order. */
  readonly index: number;
}

export type Plan = (point: Point) => Kind | undefined;

/** One invocation, until it ends or is killed. */
export interface Life extends Lived {
  readonly killed: Promise<'killed'>;
  readonly kill: () => void;
  readonly underWay: Set<Promise<unknown>>;
  isDead: boolean;
  /** Command -> how often it was called. */
  readonly calls: Map<string, number>;
}

interface Lived {
  readonly plan: Plan;
  /** Did CloudWatch accept this call? */
  readonly arrived: (call: string) => boolean;
  /** A call is about to be made. */
  readonly called: (call: string) => void;
  readonly doubts: Doubts;
  readonly overtake: () => Promise<void>;
}

/** Where a life is lived; clients outlive it. */
export interface Alive {
  life: Life | undefined;
}

export function startLife(lived: Lived): Life {
  let kill = (): void => undefined;
  const killed = new Promise<'killed'>((resolve) => {
    kill = () => resolve('killed');
  });
  return { ...lived, killed, kill, underWay: new Set(), isDead: false, calls: new Map() };
}

/** Its own each time: what waits for one that all share would be kept as long as that one. */
const never = (): Promise<never> => new Promise(() => undefined);
let callIds = 0;

/** What an SDK middleware is given, as far as it is used. */
interface Stack {
  add(middleware: unknown, options: { readonly step: 'initialize' | 'build'; readonly name: string }): void;
}
interface Call {
  readonly commandName: string;
  headers?: Readonly<Record<string, string>>;
}
type Next = (args: { readonly input: unknown; readonly request?: unknown }) => Promise<unknown>;

export function intercept(client: { readonly middlewareStack: unknown }, environment: Alive): void {
  const stack = client.middlewareStack as Stack;
  const around =
    (next: Next, call: Call): Next =>
    async (args) => {
      const { life } = environment;
      if (life === undefined || life.isDead) return never();
      const { plan, arrived } = life;
      const command = call.commandName.replace(/Command$/, '');
      const index = life.calls.get(command) ?? 0;
      life.calls.set(command, index + 1);
      const kind = plan({ command, index });
      const id = String(callIds++);
      life.called(id);
      let isRefused = false;
      const tell = (): void => {
        if (command !== 'PutMetricData' || isRefused) return;
        life.doubts.sent(placesOf(args.input as PutInput), () => arrived(id));
      };
      if (kind === 'killBefore') {
        tell();
        die(life);
        return never();
      }
      if (kind === 'overtakenBefore') await life.overtake();
      call.headers = { 'x-call': id, ...faultHeader(kind) };
      const sent = next(args);
      life.underWay.add(sent);
      try {
        return await sent;
      } catch (error) {
        isRefused = wasRefused(error);
        throw error;
      } finally {
        life.underWay.delete(sent);
        tell();
        if (kind === 'overtakenAfter') await life.overtake();
        if (kind === 'killAfter') die(life);
        if (kind === 'killMiddle') setTimeout(() => die(life), KILL_MIDDLE_MILLIS);
        if (life.isDead) await never();
      }
    };
  const header =
    (next: Next, call: Call): Next =>
    (args) => {
      Object.assign((args.request as { headers: Record<string, string> }).headers, call.headers);
      return next(args);
    };
  stack.add(around, { step: 'initialize', name: 'kill' });
  stack.add(header, { step: 'build', name: 'fault' });
}

function faultHeader(kind: Kind | undefined): Readonly<Record<string, string>> {
  if (kind === undefined || kind === 'killBefore' || kind === 'killAfter' || kind.startsWith('overtaken')) return {};
  if (kind === 'killMiddle') return { 'x-fault': 'once hangMiddle' };
  return { 'x-fault': kind.startsWith('always ') ? kind : `once ${kind}` };
}

function die(life: Life): void {
  life.isDead = true;
  life.kill();
}

/** Long enough for the first half of a body to be read. */
const KILL_MIDDLE_MILLIS = 50;

/** A write of the ledger has had its effect. */
export function followWrite(doubts: Doubts, body: string): void {
  const { Key, ExpressionAttributeValues: values }: UpdateInput = JSON.parse(body);
  const key = keyOf(Key.id.S);
  if (values[':done'] !== undefined) doubts.marked(key, Number(values[':done'].N));
  if (values[':status']?.S === 'RELEASED') doubts.cleared(key);
}

/** Of the object that an id of the ledger names. */
export function keyOf(id = ''): string {
  return id.split('\n')[1] ?? '';
}

/** A call that was given up on a busy machine may have been done, with any answer. */
function wasRefused(error: unknown): boolean {
  const { $metadata } = error as { $metadata?: { httpStatusCode?: number } };
  const status = $metadata?.httpStatusCode ?? 0;
  return status >= 400 && status < 500;
}

interface UpdateInput {
  readonly Key: { readonly id: { readonly S: string } };
  readonly ExpressionAttributeValues: Readonly<Record<string, { readonly S?: string; readonly N?: string }>>;
}
interface PutInput {
  readonly MetricData: readonly {
    readonly Dimensions?: readonly { readonly Name: string; readonly Value: string }[];
    readonly Timestamp: Date;
  }[];
}

function placesOf({ MetricData }: PutInput) {
  return MetricData.flatMap(({ Dimensions = [], Timestamp }) => {
    const loadBalancer = Dimensions.find(({ Name }) => Name === 'LoadBalancer')?.Value;
    return loadBalancer === undefined ? [] : [{ loadBalancer, minute: Timestamp.getTime() }];
  });
}
