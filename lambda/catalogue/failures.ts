/**
 * Why a log object, or a message that names one, could not be counted: the kinds that the metric `FailedObjects` has.
 * A permanent failure comes back however often the message is delivered; any other may pass.
 */

interface FailureDefinition {
  readonly isPermanent: boolean;
  /** What happened, one sentence. */
  readonly meaning: string;
}

export const FAILURES = {
  Container: { isPermanent: true, meaning: 'The object is in a container or an encoding that is not read.' },
  Corrupt: { isPermanent: true, meaning: 'The compressed data are damaged or end too early.' },
  Unreadable: { isPermanent: true, meaning: 'The object has lines, and none of them is an entry of its format.' },
  Limit: { isPermanent: true, meaning: 'The object passes a limit on memory or size.' },
  Notification: { isPermanent: true, meaning: 'The message is no notification that is understood.' },
  Storage: { isPermanent: false, meaning: 'S3 refused the object or could not be reached.' },
  Publication: { isPermanent: false, meaning: 'CloudWatch or the ledger refused the data or could not be reached.' },
  Unknown: { isPermanent: false, meaning: 'Any other error.' },
} as const satisfies Record<string, FailureDefinition>;

export type FailureKind = keyof typeof FAILURES;

/** An error that knows its kind. */
export class Failure extends Error {
  readonly kind: FailureKind;

  constructor(kind: FailureKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}
