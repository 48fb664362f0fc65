/**
 * Access logs that are no ALB's: a moment -> a line of a Classic Load Balancer, CloudFront, Baidu BLB or JD Cloud ALB.
 */
import { address, type Moment, microTime, pick, port, userAgent } from './moment.ts';

interface Exchange {
  /** Status to the client. */
  readonly status: number;
  /** Status of the target, if it answered. */
  readonly backend: number | undefined;
  /** Seconds, if the target answered. */
  readonly took: number | undefined;
  readonly path: string;
}

function exchange({ r }: Moment): Exchange {
  const path = `/items/${r.below(1_000_000)}?page=${r.below(9)}`;
  const took = (4 + r.below(120)) / 1000;
  switch (r.below(50)) {
    case 0:
      return { status: 504, backend: undefined, took: undefined, path };
    case 1:
      return { status: 503, backend: undefined, took: undefined, path };
    case 2:
      return { status: 500, backend: 500, took, path };
    case 3:
      return { status: 404, backend: 404, took, path };
    default:
      return { status: 200, backend: 200, took, path };
  }
}

export function clbAccessLine(name: string, moment: Moment): string {
  const { r, time } = moment;
  const { status, backend, took, path } = exchange(moment);
  const target = status === 503 ? '-' : `10.0.3.${5 + r.below(3)}:80`;
  const times = took === undefined ? `${status === 503 ? -1 : 0.000089} -1 -1` : `0.000073 ${took.toFixed(6)} 0.000057`;
  const request = `"GET https://www.example.com:443${path} HTTP/1.1" "${userAgent(moment, 'curl/8.5.0')}"`;
  const bytes = `${r.below(900)} ${took === undefined ? 0 : 200 + r.below(9_000)}`;
  return `${microTime(time)} ${name} ${address(moment)}:${port(moment)} ${target} ${times} ${status} ${backend ?? 0} ${bytes} ${request} ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2`;
}

export const CLOUDFRONT_HEADER = `#Version: 1.0
#Fields: date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer) cs(User-Agent) cs-uri-query cs(Cookie) x-edge-result-type x-edge-request-id x-host-header cs-protocol cs-bytes time-taken x-forwarded-for ssl-protocol ssl-cipher x-edge-response-result-type cs-protocol-version fle-status fle-encrypted-fields c-port time-to-first-byte x-edge-detailed-result-type sc-content-type sc-content-len sc-range-start sc-range-end`;

const RESULTS: Readonly<Record<number, readonly [string, ...string[]]>> = {
  200: ['Hit', 'Hit', 'Miss', 'RefreshHit'],
  404: ['Error'],
  500: ['Error'],
  503: ['OriginError', 'OriginConnectError'],
  504: ['OriginCommError'],
};

export function cloudfrontLine(moment: Moment): string {
  const { r, time } = moment;
  const { status, took, path } = exchange(moment);
  const [date, clock] = new Date(time).toISOString().slice(0, 19).split('T');
  const [stem, query = '-'] = path.split('?');
  const detailed = pick(r, RESULTS[status] ?? ['Error']);
  const result = status === 200 ? detailed : 'Error';
  const seconds = (took ?? 10).toFixed(3);
  const size = 300 + r.below(20_000);
  return [
    date, clock, pick(r, ['FRA56-P4', 'LHR50-P2', 'CDG50-P2']), size, address(moment), 'GET', 'd111111abcdef8.cloudfront.net', stem, status, '-',
    userAgent(moment, 'Mozilla/5.0 (example)').replaceAll(' ', '%20'), query, '-', result, `${r.hex(32)}==`, 'shop.example.com', 'https', 200 + r.below(900), seconds, '-', 'TLSv1.3',
    'TLS_AES_128_GCM_SHA256', result, 'HTTP/2.0', '-', '-', port(moment), seconds, detailed, 'text/html', size - 250, '-', '-',
  ].join('\t'); // biome-ignore format: in the order of the columns
}

export function cloudfrontJson(moment: Moment): string {
  const names = CLOUDFRONT_HEADER.split('#Fields: ')[1]?.split(' ') ?? [];
  const values = cloudfrontLine(moment).split('\t');
  return JSON.stringify(Object.fromEntries(names.map((name, at) => [name, values[at]])));
}

export function baiduBlbLine(moment: Moment): string {
  const { r, time } = moment;
  const { status, backend, took, path } = exchange(moment);
  const client = address(moment);
  const local = new Date(time + 8 * 3_600_000).toUTCString().split(' ');
  return JSON.stringify({
    time_local: `${local[1]}/${local[2]}/${local[3]}:${local[4]} +0800`,
    vip: '203.0.113.80',
    vport: 443,
    response_status: status,
    vdum_ups_id: 'rs-group-1',
    upstream_addr: status === 503 ? '-' : `192.168.0.${15 + r.below(3)}:8080`,
    upstream_status: `${backend ?? '-'}`,
    remote_addr: client,
    cip: client,
    cport: port(moment),
    server_addr: '203.0.113.80',
    server_port: 443,
    scheme: 'https',
    host: 'shop.example.com',
    request: `GET ${path} HTTP/1.1`,
    request_length: 200 + r.below(900),
    body_bytes_sent: 300 + r.below(9_000),
    http_referer: '-',
    http_user_agent: userAgent(moment, 'curl/8.5.0'),
    http_x_forwarded_for: '-',
    upstream_connect_time: took === undefined ? '-' : 0.001,
    upstream_response_time: took ?? '-',
    request_time: took ?? 10,
    ssl_handshake_time: 0.012,
    ssl_session_reused: '.',
    vdum_rs_proto: 'http',
    upstream_local_addr: '100.64.0.9:40112',
    extension_log: 'lb-0a1b2c3d&0&0&0',
  });
}

export function jdcloudAlbLine(moment: Moment): string {
  const { r, time } = moment;
  const { status, backend, took, path } = exchange(moment);
  return JSON.stringify({
    timestamp: new Date(time).toISOString(),
    alb_id: 'alb-1abcdefghij',
    client_ip: address(moment),
    client_port: port(moment),
    lb_vip: '203.0.113.80',
    lb_vport: 443,
    backend_server_ip_port: status === 503 ? '-' : `10.0.1.${15 + r.below(3)}:8080`,
    request_time: took ?? 10,
    backend_connect_time: took === undefined ? '-' : 0.001,
    backend_response_time: took ?? '-',
    status,
    backend_server_status: backend ?? '-',
    request_length: 200 + r.below(900),
    bytes_sent: 300 + r.below(9_000),
    scheme: 'https',
    request_method: 'GET',
    host: 'shop.example.com',
    request_uri: path,
    server_protocol: 'HTTP/1.1',
    http_user_agent: userAgent(moment, 'curl/8.5.0'),
    ssl_cipher: 'ECDHE-RSA-AES128-GCM-SHA256',
    ssl_protocol: 'TLSv1.2',
    certificate_id: 'cert-1abcdefghij',
    docker_ip_port: '-',
  });
}
