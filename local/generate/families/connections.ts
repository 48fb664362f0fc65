/**
 * Connection logs: a moment -> a line of an ALB connection log or of an NLB access log.
 *
 * The story: old clients still speak TLS 1.0 and 1.1; of the partners who show a certificate, one forgot to renew it.
 */
import { address, type Moment, microTime, pick, port, secondTime } from './moment.ts';

/** From this minute on one partner's certificate has expired. */
const EXPIRED_FROM = 110;

type Session = readonly [protocol: string, cipher: string, keyExchange: string];

const SESSIONS: readonly [Session, ...Session[]] = [
  ['TLSv1.3', 'TLS_AES_128_GCM_SHA256', 'X25519MLKEM768'],
  ['TLSv1.3', 'TLS_AES_128_GCM_SHA256', 'x25519'],
  ['TLSv1.3', 'TLS_AES_128_GCM_SHA256', 'x25519'],
  ['TLSv1.2', 'ECDHE-RSA-AES128-GCM-SHA256', 'secp256r1'],
];
const OLD_SESSIONS: readonly [Session, ...Session[]] = [
  ['TLSv1.1', 'ECDHE-RSA-AES128-SHA', 'secp256r1'],
  ['TLSv1', 'AES128-SHA', '-'],
];

export function albConnectionLine(loadBalancerId: string, moment: Moment): string {
  const { r, time } = moment;
  const head = `${microTime(time)} ${address(moment)} ${port(moment)}`;
  const tail = `TID_${r.hex(32)}`;
  if (r.below(12) === 0) return `${head} 80 - - - "-" - - - ${tail} - ${loadBalancerId} 203.0.113.80`;
  const [protocol, cipher, exchange] = pick(r, r.below(40) === 0 ? OLD_SESSIONS : SESSIONS);
  const { certificate, verdict } = loadBalancerId.includes('partner') ? partner(moment) : visitor(moment);
  const latency = verdict === 'Success' ? (0.004 + r.below(60) / 1000).toFixed(3) : '-';
  return `${head} 443 ${protocol} ${cipher} ${latency} ${certificate} ${verdict} ${tail} ${exchange} ${loadBalancerId} 203.0.113.80`;
}

interface Shown {
  /** Fields 8 to 10. */
  readonly certificate: string;
  readonly verdict: string;
}

function visitor({ r }: Moment): Shown {
  return { certificate: '"-" - -', verdict: r.below(200) === 0 ? 'Failed:UnmappedConnectionError' : 'Success' };
}

function partner({ r, minute, time }: Moment): Shown {
  const number = r.below(8);
  const start = time - minute * 60_000;
  const end = new Date(number === 3 ? start + EXPIRED_FROM * 60_000 : start + (20 + 40 * number) * 24 * 3_600_000);
  const validity = `NotBefore=2026-01-01T00:00:00Z;NotAfter=${end.toISOString().slice(0, 19)}Z`;
  return {
    certificate: `"CN=partner-${number},O=Example Ltd,C=GB" ${validity} 0A1B2C3D4E5F607${number}`,
    verdict: end.getTime() > time ? 'Success' : 'Failed:ClientCertExpired',
  };
}

const CERTIFICATE = 'arn:aws:acm:eu-central-1:123456789012:certificate/11111111-2222-3333-4444-555555555555';

export function nlbAccessLine(loadBalancerId: string, moment: Moment): string {
  const { r, time } = moment;
  const lasted = 40 + r.below(9_000);
  const head = `tls 2.0 ${secondTime(time)} ${loadBalancerId} g3d4b5e8bb8464cd ${address(moment)}:${port(moment)} 10.0.2.15:443`;
  const created = secondTime(time - lasted);
  if (r.below(60) === 0) {
    const alert = pick(r, ['42', '46', '48', '-']);
    return `${head} ${lasted} - 0 0 ${alert} ${CERTIFICATE} - - - - queue.example.com - - - ${created}`;
  }
  const [protocol, cipher, exchange] = pick(r, [
    ['tlsv13', 'TLS_AES_128_GCM_SHA256', 'x25519'],
    ['tlsv12', 'ECDHE-RSA-AES128-GCM-SHA256', 'secp256r1'],
  ] as const);
  const bytes = `${200 + r.below(9_000)} ${900 + r.below(90_000)}`;
  return `${head} ${lasted} ${4 + r.below(36)} ${bytes} - ${CERTIFICATE} - ${cipher} ${protocol} ${exchange} queue.example.com h2 h2 "h2","http/1.1" ${created}`;
}
