/**
 * Log objects made to exhaust anyone who reads them: each of a size that anybody may put into a bucket, and each with
 * more of something than any load balancer ever wrote. Name in, bytes out, in pieces; nothing is held.
 */
import { gzipSync } from 'node:zlib';
import { document, lines, longDocument, longLines, ZEROS } from './pieces.ts';

export interface HostileObject {
  readonly name: string;
  /** Key under which the function takes it for this format. */
  readonly key: string;
  readonly chunks: (now: number) => Iterable<Buffer>;
  /** How many such objects are in one batch; each has other names than the one before. */
  readonly times?: number;
}

const DAY = '2026/05/04';
const ELB_KEY = `AWSLogs/123456789012/elasticloadbalancing/eu-central-1/${DAY}/`;
const STAMP = '20260504T1000Z_10.0.0.1_abcdefgh.log.gz';
export const ALB_KEY = `${ELB_KEY}123456789012_elasticloadbalancing_eu-central-1_app.shop.0123456789abcdef_${STAMP}`;
const CONNECTIONS = `${ELB_KEY}conn_log_123456789012_elasticloadbalancing_eu-central-1_app.shop.0123456789abcdef_${STAMP}`;
const HEALTH = `${ELB_KEY}health_check_log_123456789012_elasticloadbalancing_eu-central-1_app.shop.0123456789abcdef_${STAMP}`;
const NLB = `${ELB_KEY}123456789012_elasticloadbalancing_eu-central-1_net.shop.0123456789abcdef_20260504T1000Z_abcdefgh.log.gz`;
const WAF = `AWSLogs/123456789012/WAFLogs/eu-central-1/edge/${DAY}/10/00/123456789012_waflogs_eu-central-1_edge_20260504T1000Z_abcdefgh.log.gz`;
const CLOUDTRAIL = `AWSLogs/123456789012/CloudTrail/eu-central-1/${DAY}/123456789012_CloudTrail_eu-central-1_20260504T1000Z_abcdefgh.json.gz`;
const CLOUDFRONT = 'cdn/E123456789ABCD.2026-05-04-10.abcdefgh.gz';

const MINUTE = 60_000;
const iso = (time: number): string => new Date(time).toISOString();

export interface AlbParts {
  readonly time: number;
  readonly elb?: string;
  readonly target?: string;
  readonly seconds?: string;
  readonly status?: string;
  readonly group?: string;
  readonly agent?: string;
}

/** Before and after what the user agent holds. */
function alb({
  time,
  elb = 'app/shop/0123456789abcdef',
  target = '10.0.0.1:80',
  ...more
}: AlbParts): readonly [string, string] {
  const { seconds = '0.100', status = '200', group = 'web' } = more;
  const request = `"GET https://shop.example.com:443/ HTTP/1.1"`;
  return [
    `https ${iso(time)} ${elb} 192.0.2.1:1 ${target} 0.001 ${seconds} 0.000 ${status} ${status} 100 200 ${request} "`,
    `" - - arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/${group}/0123456789abcdef "Root=1" "-" "-" 1 ${iso(time)} "forward" "-" "-" "-" "-" "-" "-"`,
  ];
}
export const albLine = (of: AlbParts): string => alb(of).join(of.agent ?? 'curl');

const connection = (time: number, reason: string, subject = '-'): string =>
  `${iso(time)} 192.0.2.1 1 443 TLSv1.3 TLS_AES_128_GCM_SHA256 0.01 "${subject}" - - Failed:${reason} TID_1`;

const waf = (time: number, members: string): string =>
  `{"timestamp":${time},"webaclId":"arn:aws:wafv2:eu-central-1:123456789012:regional/webacl/edge/1","action":"BLOCK",${members},"httpRequest":{"uri":"/"}}`;

const event = (time: number, members: string): string =>
  `{"eventSource":"elasticloadbalancing.amazonaws.com","eventTime":"${iso(time).slice(0, 19)}Z","eventName":"CreateListener","readOnly":false,${members}}`;

const at = (now: number, minutes: number): number => now - minutes * MINUTE;

const albs: readonly HostileObject[] = [
  {
    name: 'a line of a megabyte each minute',
    key: ALB_KEY,
    chunks: (now) => longLines(800, (n) => alb({ time: at(now, n) })),
  },
  {
    ...{ name: 'a line of a megabyte for each load balancer', key: ALB_KEY },
    chunks: (now) => longLines(700, (n) => alb({ time: at(now, 5), elb: `app/shop-${n}/0123456789abcdef` })),
  },
  {
    ...{ name: 'a line of a megabyte for each target', key: ALB_KEY },
    chunks: (now) =>
      longLines(700, (n) => alb({ time: at(now, 5), target: `10.0.${n >> 8}.${n & 255}:80`, status: '502' })),
  },
  {
    ...{ name: 'many minutes, codes and times', key: ALB_KEY },
    chunks: (now) =>
      lines(500_000, (n) => {
        const status = `${200 + (n % 200)}`;
        return albLine({
          time: at(now, Math.floor(n / 200) % 6_600),
          status,
          seconds: `${(n * 7_919) % 4_000}.${n % 1_000}`,
        });
      }),
  },
  {
    ...{ name: 'many minutes and more codes', key: ALB_KEY },
    chunks: (now) =>
      lines(500_000, (n) => albLine({ time: at(now, Math.floor(n / 500)), status: `${100 + (n % 500)}` })),
  },
  {
    ...{ name: 'batch of many load balancers', key: ALB_KEY, times: 4 },
    chunks: (now) => lines(9_990, (n) => albLine({ time: at(now, 5), elb: `app/shop-${n}/0123456789abcdef` })),
  },
  {
    ...{ name: 'targets in falling order', key: ALB_KEY },
    chunks: (now) =>
      lines(300_000, (n) =>
        albLine({
          time: at(now, 5),
          target: `10.${255 - (n >> 16)}.${255 - ((n >> 8) & 255)}.${255 - (n & 255)}:80`,
        }),
      ),
  },
  {
    ...{ name: 'many target groups', key: ALB_KEY },
    chunks: (now) => lines(200_000, (n) => albLine({ time: at(now, 5), group: `web-${n}` })),
  },
];

const labels: readonly HostileObject[] = [
  {
    ...{ name: 'another reason in each connection', key: CONNECTIONS },
    chunks: (now) => lines(800_000, (n) => connection(now - 5 * MINUTE, `Reason${n}`)),
  },
  {
    ...{ name: 'reasons of a megabyte', key: CONNECTIONS },
    chunks: (now) => longLines(500, () => [connection(now - 5 * MINUTE, '').replace(/ TID_1$/, ''), ' TID_1']),
  },
  {
    ...{ name: 'subjects of a megabyte', key: CONNECTIONS },
    chunks: (now) =>
      longLines(500, (n) => {
        const line = connection(now - 5 * MINUTE, `Reason${n}`, '|').split('|');
        return [line[0] ?? '', line[1] ?? ''];
      }),
  },
  {
    ...{ name: 'another target of a megabyte in each health check', key: HEALTH },
    chunks: (now) =>
      longLines(500, (n) => [
        `http ${iso(now - 5 * MINUTE)} 0.1 ${n}.`,
        ` web/0123456789abcdef ${n % 2 ? 'PASS' : 'FAIL'} 200 -`,
      ]),
  },
  {
    ...{ name: 'alerts and protocols of a megabyte', key: NLB },
    chunks: (now) =>
      longLines(500, (n) => [
        `tls 2.0 ${iso(now - 5 * MINUTE).slice(0, 19)} net/shop/0123456789abcdef l 192.0.2.1:1 10.0.0.1:80 5 2 98 246 - arn - c${n} tlsv1${n}`,
        ' - - - - -',
      ]),
  },
  {
    ...{ name: 'another rule in each request', key: WAF },
    chunks: (now) =>
      lines(800_000, (n) => waf(now - 5 * MINUTE, `"terminatingRuleId":"rule${n}","terminatingRuleType":"REGULAR"`)),
  },
  {
    ...{ name: 'many counted rules in each request', key: WAF },
    chunks: (now) =>
      lines(300, (n) => {
        const rules = Array.from({ length: 20_000 }, (_, at) => `{"action":"COUNT","ruleId":"r${n}-${at}"}`).join(',');
        return waf(now - 5 * MINUTE, `"terminatingRuleId":"Default_Action","nonTerminatingMatchingRules":[${rules}]`);
      }),
  },
  {
    ...{ name: 'a hundred counted rules in each request', key: WAF },
    chunks: (now) =>
      lines(60_000, (n) => {
        const rules = Array.from({ length: 100 }, (_, at) => `{"action":"COUNT","ruleId":"r${n}-${at}"}`).join(',');
        return waf(now - 5 * MINUTE, `"terminatingRuleId":"Default_Action","nonTerminatingMatchingRules":[${rules}]`);
      }),
  },
  {
    ...{ name: 'rules and paths of a megabyte', key: WAF },
    chunks: (now) =>
      longLines(500, (n) => {
        const line = waf(now - 5 * MINUTE, `"terminatingRuleId":"r${n}|","terminatingRuleType":"REGULAR"`).split('|');
        return [line[0] ?? '', line[1] ?? ''];
      }),
  },
  {
    ...{ name: 'another web ACL in each request', key: WAF },
    chunks: (now) =>
      lines(500_000, (n) => waf(now - 5 * MINUTE, '"terminatingRuleId":"r"').replace('/edge/', `/edge-${n}/`)),
  },
  {
    ...{ name: 'another error in each call', key: CLOUDTRAIL },
    chunks: (now) => document(500_000, (n) => event(now - 5 * MINUTE, `"eventID":"${n}","errorCode":"Error${n}"`)),
  },
  {
    ...{ name: 'ids of a megabyte', key: CLOUDTRAIL },
    chunks: (now) =>
      longDocument(500, (n) => {
        const record = event(now - 5 * MINUTE, `"eventID":"${n}|"`).split('|');
        return [record[0] ?? '', record[1] ?? ''];
      }),
  },
  {
    ...{ name: 'zeros between two calls', key: CLOUDTRAIL },
    chunks: (now) => [
      gzipSync(`{"Records":[${event(now - 5 * MINUTE, '"eventID":"1"')},`),
      ...Array.from({ length: 240 }, () => ZEROS),
      gzipSync(`${event(now - 5 * MINUTE, '"eventID":"2"')}]}`),
    ],
  },
  {
    ...{ name: 'user agents of a megabyte from a distribution', key: CLOUDFRONT },
    chunks: (now) =>
      longLines(500, (n) => {
        const [date = '', time = ''] = iso(now - n * MINUTE)
          .slice(0, 19)
          .split('T');
        return [
          `${date}\t${time}\tFRA1\t100\t192.0.2.1\tGET\td.cloudfront.net\t/\t502\t-\t`,
          `\t-\t-\tError\tid\texample.com\thttps\t50\t0.1\t-\tTLSv1.3\tc\tError\tHTTP/2.0\t-\t-\t1\t0.1\tOriginError\t-\t-\t-\t-`,
        ];
      }),
  },
];

export const HOSTILE_OBJECTS: readonly HostileObject[] = [...albs, ...labels];
