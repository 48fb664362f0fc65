/**
 * The clients of a load balancer: who they are, and which connection each has open.
 *
 * A seeded generator -> clients whose popularity follows Zipf's law, who come in bursts and reuse their
 * connections, so that the text compresses as logs of real traffic do. Addresses are from the range reserved for
 * benchmarks (198.18.0.0/15, RFC 2544) and for documentation (2001:db8::/32).
 */

import type { Random } from './random.ts';

export interface Client {
  readonly address: string;
  readonly userAgent: string;
  readonly type: 'h2' | 'https';
  readonly httpVersion: string;
  readonly sslCipher: string;
  readonly sslProtocol: string;
  /** The open connection: source port and AWS's connection trace id. */
  port: number;
  connTraceId: string;
}

const CIPHERS = [
  ['TLS_AES_128_GCM_SHA256', 'TLSv1.3'],
  ['TLS_AES_128_GCM_SHA256', 'TLSv1.3'],
  ['TLS_AES_256_GCM_SHA384', 'TLSv1.3'],
  ['TLS_CHACHA20_POLY1305_SHA256', 'TLSv1.3'],
  ['ECDHE-RSA-AES128-GCM-SHA256', 'TLSv1.2'],
  ['ECDHE-RSA-AES256-GCM-SHA384', 'TLSv1.2'],
] as const;

/** One shape of user agent each; the numbers in it differ from client to client. */
const USER_AGENTS: readonly ((random: Random) => string)[] = [
  (r) => chrome('Windows NT 10.0; Win64; x64', r),
  (r) => chrome('Windows NT 10.0; Win64; x64', r),
  (r) => chrome('Macintosh; Intel Mac OS X 10_15_7', r),
  (r) => chrome('X11; Linux x86_64', r),
  (r) => chrome(`Linux; Android ${10 + r.below(6)}; SM-G9${10 + r.below(90)}B`, r),
  (r) => {
    const version = `${15 + r.below(4)}_${r.below(7)}_${r.below(3)}`;
    const device = `iPhone; CPU iPhone OS ${version} like Mac OS X`;
    return `Mozilla/5.0 (${device}) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/${15 + r.below(4)}.${r.below(7)} Mobile/15E148 Safari/604.1`;
  },
  (r) => {
    const version = 115 + r.below(30);
    return `Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:${version}.0) Gecko/20100101 Firefox/${version}.0`;
  },
  (r) => `okhttp/4.${9 + r.below(4)}.${r.below(3)}`,
  (r) => `python-requests/2.${20 + r.below(13)}.${r.below(3)}`,
  (r) => `Go-http-client/${1 + r.below(2)}.1`,
  (r) => `curl/8.${r.below(12)}.0`,
  // The load balancer writes \x22 for a quotation mark in a header.
  (r) => `Mozilla/5.0 (compatible; \\x22Crawler\\x22/${1 + r.below(4)}.${r.below(10)}; +https://crawler.example.net/)`,
];

function chrome(platform: string, r: Random): string {
  const version = `${110 + r.below(40)}.0.${5000 + r.below(2000)}.${r.below(200)}`;
  return `Mozilla/5.0 (${platform}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${version} Safari/537.36`;
}

export function client(r: Random, userAgent?: string): Client {
  const [sslCipher, sslProtocol] = CIPHERS[r.below(CIPHERS.length)] ?? CIPHERS[0];
  const ipv6 = r.below(10) === 0;
  const http2 = r.below(4) > 0;
  const shape = USER_AGENTS[r.below(USER_AGENTS.length)];
  return {
    address: ipv6
      ? `2001:db8:${r.hex(8).slice(4)}::${r.hex(8).slice(5)}`
      : `198.${18 + r.below(2)}.${r.below(256)}.${r.below(256)}`,
    userAgent: userAgent ?? shape?.(r) ?? '-',
    type: http2 ? 'h2' : 'https',
    httpVersion: http2 ? 'HTTP/2.0' : 'HTTP/1.1',
    sslCipher,
    sslProtocol,
    port: 1024 + r.below(64_000),
    connTraceId: `TID_${r.hex(32)}`,
  };
}

/** A function that says which client sends the next request, over the connection it then has. */
export function visitors(clients: readonly Client[], r: Random): () => Client {
  const [first] = clients;
  if (first === undefined) throw new Error('there are no clients: must be at least one');
  let last = first;
  return () => {
    // Some requests follow another one of the same client; n to the power of a uniform number is Zipf's law.
    if (r.unit() >= 0.3) last = clients[Math.floor(clients.length ** r.unit()) - 1] ?? first;
    if (r.below(3) === 0) {
      last.port = 1024 + r.below(64_000);
      last.connTraceId = `TID_${r.hex(32)}`;
    }
    return last;
  };
}
