/**
 * Connections -> log lines: for each reason why TLS failed an example with its connection trace id (the join key with
 * the access log), and the accepted client certificates that will expire first. A certificate's subject may name a
 * person: it is written only if a setting asks.
 */

import { keptEntry, keptText } from '../../catalogue/kept-text.ts';
import type { ConnectionEntry } from '../../catalogue/metrics/connections.ts';
import type { ExampleSettings } from '../../config.ts';
import type { Observer } from './observer.ts';
import { isoText, keptTexts } from './texts.ts';

interface FailedConnections {
  readonly first: ConnectionEntry;
  connections: number;
}

/** A certificate is worth a line when it has less than this left. */
const EXPIRY_AHEAD_MILLIS = 30 * 24 * 3600 * 1000;
const CERTIFICATES_MAX = 10;
/** Of a load balancer and a reason or subject. */
const KEY_CHARACTERS_MAX = 512;

export function observeConnections(settings: ExampleSettings): Observer<ConnectionEntry> {
  const failures = new Map<string, FailedConnections>();
  const expiring = new Map<string, ConnectionEntry>();
  return {
    sets: [],
    observe(entry) {
      if (entry.outcome === 'Success') keepExpiring(expiring, entry);
      else if (entry.outcome !== undefined) keepFailure(failures, entry, settings.errors);
    },
    notes: () => [
      ...[...failures.values()].map((failure) => failureLine(failure, settings)),
      ...[...expiring.values()]
        .sort((left, right) => notAfter(left) - notAfter(right))
        .map((entry) => expiryLine(entry, settings)),
    ],
    drift: () => 0,
  };
}

function keepFailure(failures: Map<string, FailedConnections>, entry: ConnectionEntry, max: number): void {
  const key = keptText(`${entry.loadBalancer}\n${entry.outcome}`, KEY_CHARACTERS_MAX);
  const known = failures.get(key);
  if (known !== undefined) known.connections += 1;
  else if (failures.size < max) failures.set(key, { first: keptEntry(entry), connections: 1 });
}

/** Keeps the certificates that expire first, one line a subject. */
function keepExpiring(expiring: Map<string, ConnectionEntry>, entry: ConnectionEntry): void {
  const end = notAfter(entry);
  if (end - entry.time > EXPIRY_AHEAD_MILLIS) return;
  const key = keptText(`${entry.loadBalancer}\n${entry.clientCertSubject}`, KEY_CHARACTERS_MAX);
  const known = expiring.get(key);
  if (known !== undefined && notAfter(known) <= end) return;
  expiring.set(key, keptEntry(entry));
  if (expiring.size <= CERTIFICATES_MAX) return;
  const [last] = [...expiring].reduce((latest, one) => (notAfter(one[1]) > notAfter(latest[1]) ? one : latest));
  expiring.delete(last);
}

function notAfter(entry: ConnectionEntry): number {
  return entry.clientCertNotAfter ?? Number.POSITIVE_INFINITY;
}

function failureLine({ first, connections }: FailedConnections, settings: ExampleSettings) {
  return {
    kind: 'tlsFailure',
    time: isoText(first.time),
    connections,
    ...keptTexts({
      loadBalancer: first.loadBalancer,
      listener: first.listener,
      reason: first.outcome,
      connTraceId: first.connTraceId,
      tlsProtocol: first.tlsProtocol,
      tlsCipher: first.tlsCipher,
      clientCertSubject: settings.clientAddress ? first.clientCertSubject : undefined,
      client: settings.clientAddress ? first.client : undefined,
    }),
  };
}

function expiryLine(entry: ConnectionEntry, settings: ExampleSettings) {
  return {
    kind: 'clientCertExpiry',
    time: isoText(entry.time),
    notAfter: isoText(notAfter(entry)),
    daysLeft: Math.floor((notAfter(entry) - entry.time) / (24 * 3600 * 1000)),
    ...keptTexts({
      loadBalancer: entry.loadBalancer,
      // The log of connections has the certificate under it.
      connTraceId: entry.connTraceId,
      clientCertSubject: settings.clientAddress ? entry.clientCertSubject : undefined,
    }),
  };
}
