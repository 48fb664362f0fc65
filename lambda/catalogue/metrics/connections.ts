/** Entries and metrics of the family `connections`. */
import { type FamilyDefinition, NO_VALUES } from './definition.ts';

/** One connection attempt on a listener (ALB connection log, NLB TLS access log). */
export interface ConnectionEntry {
  readonly time: number;
  readonly loadBalancer: string;
  readonly client: string | undefined;
  readonly listener: string | undefined;
  /** `TLSv1.2`, `TLSv1.3`; undefined for plain HTTP and failed negotiations. */
  readonly tlsProtocol: string | undefined;
  readonly tlsCipher: string | undefined;
  readonly tlsKeyExchange: string | undefined;
  /** Seconds. */
  readonly tlsHandshakeLatency: number | undefined;
  /** `Success`, the failure code, or undefined where no TLS was spoken. */
  readonly outcome: string | undefined;
  readonly clientCertSubject: string | undefined;
  /** End of the client certificate's validity, milliseconds since 1970. */
  readonly clientCertNotAfter: number | undefined;
  readonly connTraceId: string | undefined;
  readonly receivedBytes: number | undefined;
  readonly sentBytes: number | undefined;
}

export const connections = {
  title: 'Connections',
  sets: {
    All: { names: [], values: () => NO_VALUES },
    LoadBalancer: { names: ['LoadBalancer'], values: (entry) => [entry.loadBalancer] },
  },
  metrics: {
    TlsHandshakeFailed: {
      form: 'Rate',
      unit: 'Count',
      statistic: 'Sum',
      by: ['All', 'LoadBalancer'],
      meaning:
        'TLS connections whose negotiation failed or whose client certificate was refused. Average is their share.',
      observe: (entry) => (entry.outcome === undefined ? undefined : entry.outcome !== 'Success'),
    },
    TlsDeprecated: {
      form: 'Rate',
      unit: 'Count',
      statistic: 'Average',
      by: ['All', 'LoadBalancer'],
      meaning:
        'TLS connections with version 1.1 or older. Average is their share; it must be 0 before you disable these versions.',
      observe: (entry) => (entry.tlsProtocol === undefined ? undefined : DEPRECATED_TLS.test(entry.tlsProtocol)),
    },
    TlsFailureReason: {
      form: 'Tally',
      unit: 'Count',
      label: 'Reason',
      statistic: 'Sum',
      by: ['LoadBalancer'],
      meaning: 'Failed TLS connections by reason.',
      observe: (entry) => (entry.outcome === 'Success' ? undefined : entry.outcome),
    },
    TlsHandshakeLatency: {
      form: 'Distribution',
      unit: 'Seconds',
      statistic: 'p99',
      by: ['LoadBalancer'],
      meaning: 'Duration of successful TLS handshakes.',
      observe: (entry) => (entry.outcome === 'Success' ? entry.tlsHandshakeLatency : undefined),
    },
    TlsProtocol: {
      form: 'Tally',
      unit: 'Count',
      label: 'Protocol',
      statistic: 'Sum',
      by: ['LoadBalancer'],
      meaning: 'Connections by TLS version.',
      observe: (entry) => entry.tlsProtocol,
    },
    TlsKeyExchange: {
      form: 'Tally',
      unit: 'Count',
      label: 'KeyExchange',
      statistic: 'Sum',
      by: ['LoadBalancer'],
      meaning: 'Connections by key exchange group.',
      observe: (entry) => entry.tlsKeyExchange,
    },
    ClientCertExpiry: {
      form: 'StatisticSet',
      unit: 'Seconds',
      statistic: 'Minimum',
      by: ['LoadBalancer'],
      meaning: 'How long the accepted client certificates are still valid.',
      observe: (entry) =>
        entry.clientCertNotAfter === undefined || entry.outcome !== 'Success'
          ? undefined
          : Math.max(0, (entry.clientCertNotAfter - entry.time) / 1000),
    },
  },
} as const satisfies FamilyDefinition<ConnectionEntry>;

/** As Application Load Balancers write them; NLB's spelling is changed to theirs when it is read. */
const DEPRECATED_TLS = /^(?:SSLv\d|TLSv1(?:\.[01])?)$/;
