/**
 * One ALB access log entry as text.
 *
 * The 36 fields under AWS's names (in camelCase), without quotes -> one line without its line feed, with as many
 * fields as asked for, quoted the way AWS quotes them. Source: "Access log entries" in the ALB user guide.
 */

export interface GeneratedLine {
  readonly type: string;
  readonly time: string;
  readonly elb: string;
  readonly client: string;
  readonly target: string;
  readonly requestProcessingTime: string;
  readonly targetProcessingTime: string;
  readonly responseProcessingTime: string;
  readonly elbStatusCode: string;
  readonly targetStatusCode: string;
  readonly receivedBytes: number;
  readonly sentBytes: number;
  readonly request: string;
  readonly userAgent: string;
  readonly sslCipher: string;
  readonly sslProtocol: string;
  readonly targetGroupArn: string;
  readonly traceId: string;
  readonly domainName: string;
  readonly chosenCertArn: string;
  readonly matchedRulePriority: string;
  readonly requestCreationTime: string;
  readonly actionsExecuted: string;
  readonly redirectUrl: string;
  readonly errorReason: string;
  readonly classification: string;
  readonly classificationReason: string;
  readonly connTraceId: string;
  readonly ipAddress: string;
  readonly targetErrorCode: string;
}

/** AWS began with 17 fields in 2016 and has only ever added at the end. */
export const MINIMUM_FIELDS = 17;
export const MAXIMUM_FIELDS = 36;

export function formatLine(f: GeneratedLine, fields: number): string {
  const times = `${f.requestProcessingTime} ${f.targetProcessingTime} ${f.responseProcessingTime}`;
  const codes = `${f.elbStatusCode} ${f.targetStatusCode} ${f.receivedBytes} ${f.sentBytes}`;
  const agent = `"${f.request}" "${f.userAgent}" ${f.sslCipher} ${f.sslProtocol} ${f.targetGroupArn}`;
  let line = `${f.type} ${f.time} ${f.elb} ${f.client} ${f.target} ${times} ${codes} ${agent}`;
  if (fields >= 18) line += ` "${f.traceId}"`;
  if (fields >= 19) line += ` "${f.domainName}"`;
  if (fields >= 20) line += ` "${f.chosenCertArn}"`;
  if (fields >= 21) line += ` ${f.matchedRulePriority}`;
  if (fields >= 22) line += ` ${f.requestCreationTime}`;
  if (fields >= 23) line += ` "${f.actionsExecuted}"`;
  if (fields >= 24) line += ` "${f.redirectUrl}"`;
  if (fields >= 25) line += ` "${f.errorReason}"`;
  if (fields >= 26) line += ` "${f.target}"`;
  if (fields >= 27) line += f.target === '-' ? ' "-"' : ` "${f.targetStatusCode}"`;
  if (fields >= 28) line += ` "${f.classification}"`;
  if (fields >= 29) line += ` "${f.classificationReason}"`;
  if (fields >= 30) line += ` ${f.connTraceId}`;
  if (fields >= 31) line += ' "-"';
  if (fields >= 32) line += ' "-"';
  if (fields >= 33) line += ' "-"';
  if (fields >= 34) line += ` ${f.ipAddress}`;
  if (fields >= 35) line += ` ${f.targetErrorCode}`;
  if (fields >= 36) line += ' -';
  return line;
}
