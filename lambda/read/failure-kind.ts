/** An error of an object -> why the object failed: the kind that `FailedObjects` is published by. */
import { failureText } from '../catalogue/failure-text.ts';
import { Failure, type FailureKind } from '../catalogue/failures.ts';

/** The object is for another time, or for another invocation: nothing is wrong with it. */
export class Postponed extends Error {}

/** Undefined for what is only postponed. */
export function failureKind(error: unknown): FailureKind | undefined {
  if (error instanceof Postponed) return undefined;
  if (error instanceof Failure) return error.kind;
  const code = codeOf(error);
  if (/^(?:Z_|ZSTD_|ERR_STREAM_PREMATURE_CLOSE)/.test(code)) return 'Corrupt';
  return isOfService(error) || /^(?:E[A-Z]+|ERR_)/.test(code) ? 'Storage' : 'Unknown';
}

/** Why publishing an object failed; what is not known otherwise was CloudWatch or the ledger. */
export function publicationFailure(error: unknown): Error {
  if (error instanceof Failure || error instanceof Postponed) return error;
  const message = failureText(error);
  const failure = new Failure('Publication', message, { cause: error });
  if (error instanceof Error) failure.name = error.name;
  return failure;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

/** Errors of the SDK carry what the service answered. */
function isOfService(error: unknown): boolean {
  return error instanceof Error && ('$metadata' in error || '$fault' in error || error.name === 'TimeoutError');
}
