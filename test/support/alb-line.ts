/** Whole ALB access log lines of today's 36 fields for tests, given what matters of them, and their entries. */
import type { RequestEntry } from '../../lambda/catalogue/metrics/requests.ts';
import { parseAlbAccess } from '../../lambda/formats/alb-access.ts';

const FIELDS = {
  type: 'https',
  time: '2026-05-04T10:00:01.250000Z',
  elb: 'app/shop/50dc6c495c0c9188',
  client: '198.51.100.23:51234',
  target: '10.0.1.15:8080',
  /** request_processing_time, target_processing_time and response_processing_time. */
  times: '0.001 0.045 0.000',
  elbStatus: '200',
  targetStatus: '-',
  bytes: '312 1480',
  request: '"GET https://shop.example.com:443/items?id=7 HTTP/1.1"',
  userAgent: '"curl/8.5.0"',
  tls: 'TLS_AES_128_GCM_SHA256 TLSv1.3',
  targetGroup: 'arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/web/0123456789abcdef',
  traceId: '"Root=1-6636a001-0123456789abcdef01234567"',
  certificate: '"shop.example.com" "-"',
  rulePriority: '10',
  created: '2026-05-04T10:00:01.204000Z',
  actions: '"forward"',
  redirectUrl: '"-"',
  reason: '"-"',
  lists: '"-" "-"',
  classification: '"-"',
  classificationReason: '"-"',
  connTraceId: 'TID_0123456789abcdef0123456789abcdef',
  transformed: '"-" "-"',
  transform: '"-"',
  ip: '203.0.113.80',
  targetError: '-',
  elbError: '-',
};

export type LineParts = Partial<typeof FIELDS>;

export function albLine(parts: LineParts = {}): string {
  return Object.values({ ...FIELDS, ...parts }).join(' ');
}

export function albEntry(parts: LineParts = {}): RequestEntry {
  return entryOf(albLine(parts));
}

export function entryOf(line: string): RequestEntry {
  const entry = parseAlbAccess(line);
  if (typeof entry === 'string') throw new Error(`${entry}: ${line}`);
  return entry;
}
