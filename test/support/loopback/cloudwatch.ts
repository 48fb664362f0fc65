/**
 * As much of CloudWatch as is used: PutMetricData in AWS JSON 1.0, refusing what CloudWatch refuses.
 * Limits: API reference, PutMetricData and MetricDatum.
 */
import {
  type Answer,
  type Fault,
  jsonAnswer,
  jsonError,
  loopback,
  type Received,
  type ServingLoopback,
} from './server.ts';

/** A MetricDatum as it goes over the wire. */
export interface WireDatum {
  readonly MetricName: string;
  readonly Dimensions?: readonly { readonly Name: string; readonly Value: string }[];
  /** Seconds since 1970. */
  readonly Timestamp: number;
  readonly Unit: string;
  readonly Value?: number;
  readonly Values?: readonly number[];
  readonly Counts?: readonly number[];
  readonly StatisticValues?: {
    readonly SampleCount: number;
    readonly Sum: number;
    readonly Minimum: number;
    readonly Maximum: number;
  };
}

export interface PutMetricData {
  readonly Namespace: string;
  readonly MetricData: readonly WireDatum[];
}

export interface CloudWatchLoopback extends ServingLoopback {
  /** Requests that took effect. */
  readonly accepted: PutMetricData[];
  /** The `x-call` headers of these. */
  readonly calls: Set<string>;
  /** Why requests were refused. */
  readonly refused: string[];
}

export interface CloudWatchOptions {
  readonly faultOf?: (request: Received) => Fault | undefined;
  /** A reason to refuse the data in addition to the limits. */
  readonly problem?: (input: PutMetricData) => string | undefined;
  readonly now?: () => number;
}

export async function cloudWatchLoopback(options: CloudWatchOptions = {}): Promise<CloudWatchLoopback> {
  const { faultOf, problem = () => undefined, now = Date.now } = options;
  const accepted: PutMetricData[] = [];
  const refused: string[] = [];
  const calls = new Set<string>();
  const act = ({ headers, body }: Received): Answer => {
    const target = headers['x-amz-target'];
    if (target !== 'GraniteServiceVersion20100801.PutMetricData') return invalid(`unknown operation ${target}`);
    const input: PutMetricData = JSON.parse(body.toString());
    const reason = body.length > 1024 ** 2 ? `${body.length} bytes` : (limitPassed(input, now()) ?? problem(input));
    if (reason !== undefined) {
      refused.push(reason);
      return invalid(reason);
    }
    accepted.push(input);
    calls.add(String(headers['x-call']));
    return jsonAnswer({});
  };
  const server = await loopback({ act, refuse, ...(faultOf === undefined ? {} : { faultOf }) });
  return { ...server, accepted, refused, calls };
}

function invalid(reason: string): Answer {
  return jsonError(400, 'InvalidParameterValueException', reason, {
    'x-amzn-query-error': 'InvalidParameterValue;Sender',
  });
}

function refuse(fault: 'throttled' | 'unavailable' | 'invalid'): Answer {
  if (fault === 'throttled')
    return jsonError(400, 'ThrottlingException', 'Rate exceeded', { 'x-amzn-query-error': 'Throttling;Sender' });
  if (fault === 'unavailable')
    return jsonError(500, 'InternalServiceFault', 'failed', { 'x-amzn-query-error': 'InternalServiceError;Receiver' });
  return invalid('refused by the test');
}

const HOUR_SECONDS = 3600;

/** Why CloudWatch would refuse the request as a whole. */
function limitPassed({ Namespace, MetricData }: PutMetricData, now: number): string | undefined {
  if (Namespace.startsWith('AWS/')) return `namespace ${Namespace}`;
  if (MetricData.length === 0 || MetricData.length > 1000) return `${MetricData.length} data`;
  for (const datum of MetricData) {
    const reason = datumProblem(datum, now / 1000);
    if (reason !== undefined) return `${reason} in ${datum.MetricName}`;
  }
  return undefined;
}

function datumProblem(datum: WireDatum, now: number): string | undefined {
  const { Dimensions = [], Timestamp, Value, Values, Counts, StatisticValues } = datum;
  if (Timestamp < now - 14 * 24 * HOUR_SECONDS || Timestamp > now + 2 * HOUR_SECONDS) return `timestamp ${Timestamp}`;
  if (Dimensions.length > 30) return 'dimensions';
  if (Dimensions.some(({ Name, Value: value }) => !isText(Name, 255) || !isText(value, 1024))) return 'dimension';
  if (Value !== undefined && (Values !== undefined || StatisticValues !== undefined)) return 'two values';
  if (Value === undefined && Values === undefined && StatisticValues === undefined) return 'no value';
  if (Values !== undefined && (Values.length > 150 || new Set(Values).size !== Values.length)) return 'Values';
  if (Values?.length !== Counts?.length) return 'Counts';
  // A plain value may be negative: captures of the real service show it accepted, and added by Sum.
  if (Value !== undefined && (!Number.isFinite(Value) || Math.abs(Value) > 2 ** 360)) return 'number';
  const numbers = [...(Values ?? []), ...(Counts ?? []), ...Object.values(StatisticValues ?? {})];
  if (numbers.some((number) => typeof number !== 'number' || !Number.isFinite(number) || number < 0)) return 'number';
  if (StatisticValues?.SampleCount === 0) return 'SampleCount';
  if (StatisticValues !== undefined && StatisticValues.Minimum > StatisticValues.Maximum) return 'Maximum';
  return undefined;
}

function isText(text: string, charactersMax: number): boolean {
  return text.trim() !== '' && text.length <= charactersMax && /^[\x20-\x7e]+$/.test(text) && !text.startsWith(':');
}
