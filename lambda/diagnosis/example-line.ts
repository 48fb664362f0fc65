/**
 * A request that is an example -> a line of the function's log, which a person reads. Without query string, client
 * address and user agent unless a setting asks for them.
 */
import type { Cause } from '../catalogue/causes/index.ts';
import { keptEntry } from '../catalogue/kept-text.ts';
import type { RequestEntry } from '../catalogue/metrics/requests.ts';
import type { ExampleSettings } from '../config.ts';
import { decodeEscapes, readableMethod, splitRequest, withoutUser } from './request.ts';
import { type SlowPart, slowPart } from './slow-part.ts';
import { traceAddress, traceOf } from './trace.ts';

/** One line of the function's log. Absent parts are left out. */
export interface ExampleLine {
  readonly kind: 'error' | 'slow';
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly loadBalancer?: string;
  readonly targetGroup?: string;
  readonly target?: string;
  readonly route?: string;
  readonly service?: string;
  readonly cause?: Cause;
  readonly elbStatusCode?: string;
  readonly targetStatusCode?: string;
  readonly requestProcessingTime?: number;
  readonly targetProcessingTime?: number;
  readonly responseProcessingTime?: number;
  readonly requestTime?: number;
  /** Of slow ones: what took the time, where the numbers tell. */
  readonly slowPart?: SlowPart;
  readonly timeToFirstByte?: number;
  readonly errorReason?: string;
  readonly actionsExecuted?: string;
  readonly classificationReason?: string;
  readonly targetErrorCode?: string;
  readonly elbErrorCode?: string;
  readonly traceId?: string;
  /** The trace as OpenTelemetry writes it: 32 hexadecimal digits. */
  readonly openTelemetryTraceId?: string;
  /** Where the CloudWatch console shows the trace. */
  readonly traceAddress?: string;
  readonly connTraceId?: string;
  readonly method?: string;
  readonly host?: string;
  readonly path?: string;
  readonly query?: string;
  readonly client?: string;
  readonly userAgent?: string;
}

/**
 * A path or user agent may be 8 KB, but an example is read by people and paid for by the byte. Twenty texts of this
 * length keep a line far below the 256 KB of a CloudWatch Logs event, no matter what a client sends.
 */
const TEXT_CHARACTERS_MAX = 256;
/** An escape is at most ten characters for one byte. */
export const KEPT_CHARACTERS_MAX = TEXT_CHARACTERS_MAX * 10;

/** While it is made. Its properties are set by name and in order, because V8 makes objects with computed names slow. */
type Growing = { -readonly [Name in keyof ExampleLine]: ExampleLine[Name] };

interface Described {
  readonly settings: ExampleSettings;
  readonly region: string | undefined;
}

/**
 * Of a request that was counted in bulk, the entry is the whole one: an example shows no more of it than of another.
 */
function shortenedEntry(entry: RequestEntry): RequestEntry {
  const { request, traceId = '', actionsExecuted = '' } = entry;
  // What else there is of it is shortened where it is shown.
  const isLong = Math.max(request.length, traceId.length, actionsExecuted.length) > KEPT_CHARACTERS_MAX;
  return isLong ? keptEntry(entry, KEPT_CHARACTERS_MAX) : entry;
}

export function toExampleLine(kind: ExampleLine['kind'], whole: RequestEntry, described: Described): ExampleLine {
  const entry = shortenedEntry(whole);
  const line: Growing = { kind, time: new Date(entry.time).toISOString() };
  const part = kind === 'slow' ? slowPart(entry) : undefined;
  if (entry.cause !== undefined) line.cause = entry.cause;
  if (part !== undefined) line.slowPart = part;
  addPlace(line, entry);
  addCodes(line, entry);
  addTrace(line, entry, described);
  addRequest(line, entry, described);
  addTimes(line, entry);
  return line;
}

function addPlace(line: Growing, { loadBalancer, targetGroup, target, route, service }: RequestEntry): void {
  line.loadBalancer = readableText(loadBalancer);
  if (targetGroup !== undefined) line.targetGroup = readableText(targetGroup);
  if (target !== undefined) line.target = readableText(target);
  if (route !== undefined) line.route = readableText(route);
  if (service !== undefined) line.service = readableText(service);
}

function addCodes(line: Growing, entry: RequestEntry): void {
  const { elbStatusCode, targetStatusCode, errorReason, actionsExecuted } = entry;
  const { classificationReason, targetErrorCode, elbErrorCode } = entry;
  if (elbStatusCode !== undefined) line.elbStatusCode = readableText(elbStatusCode);
  if (targetStatusCode !== undefined) line.targetStatusCode = readableText(targetStatusCode);
  if (errorReason !== undefined) line.errorReason = readableText(errorReason);
  if (actionsExecuted !== undefined) line.actionsExecuted = readableText(actionsExecuted);
  if (classificationReason !== undefined) line.classificationReason = readableText(classificationReason);
  if (targetErrorCode !== undefined) line.targetErrorCode = readableText(targetErrorCode);
  if (elbErrorCode !== undefined) line.elbErrorCode = readableText(elbErrorCode);
}

function addTrace(line: Growing, { traceId, connTraceId }: RequestEntry, { region }: Described): void {
  const trace = traceOf(traceId);
  if (traceId !== undefined) line.traceId = readableText(traceId);
  if (trace !== undefined) {
    line.openTelemetryTraceId = trace.openTelemetry;
    if (region !== undefined) line.traceAddress = readableText(traceAddress(trace, region));
  }
  if (connTraceId !== undefined) line.connTraceId = readableText(connTraceId);
}

function addRequest(line: Growing, { request, client, userAgent }: RequestEntry, { settings }: Described): void {
  const parts = splitRequest(request);
  const { path, query } = parts;
  const method = readableMethod(parts.method);
  const host = withoutUser(parts.host);
  if (method !== undefined) line.method = method;
  if (host !== undefined) line.host = readableText(host);
  if (path !== undefined) line.path = readableText(path);
  if (settings.query && query !== undefined) line.query = readableText(query);
  if (settings.clientAddress && client !== undefined) line.client = readableText(client);
  if (settings.userAgent && userAgent !== undefined) line.userAgent = readableText(userAgent);
}

function addTimes(line: Growing, entry: RequestEntry): void {
  const { requestProcessingTime, targetProcessingTime, responseProcessingTime, requestTime, timeToFirstByte } = entry;
  if (requestProcessingTime !== undefined) line.requestProcessingTime = requestProcessingTime;
  if (targetProcessingTime !== undefined) line.targetProcessingTime = targetProcessingTime;
  if (responseProcessingTime !== undefined) line.responseProcessingTime = responseProcessingTime;
  if (requestTime !== undefined) line.requestTime = requestTime;
  if (timeToFirstByte !== undefined) line.timeToFirstByte = timeToFirstByte;
}

/** As a line has it. Cut before decoding, so that the work is bounded too. */
export function readableText(text: string): string {
  if (text.length <= TEXT_CHARACTERS_MAX && !text.includes('\\')) return text;
  return decodeEscapes(text.slice(0, KEPT_CHARACTERS_MAX)).slice(0, TEXT_CHARACTERS_MAX);
}
