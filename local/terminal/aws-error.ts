/** Says what to do about an error of AWS that concerns who is asking: no credentials, old ones, or no Region. */

const NO_CREDENTIALS = 'no AWS credentials found: run `aws sso login` or set AWS_PROFILE, then try again';
const EXPIRED = 'your AWS credentials have expired: get new ones (`aws sso login`), then try again';

/** By the name of the error. */
const REASONS: Readonly<Record<string, string>> = {
  CredentialsProviderError: NO_CREDENTIALS,
  ExpiredToken: EXPIRED,
  ExpiredTokenException: EXPIRED,
  UnrecognizedClientException: 'AWS does not know your access key: check AWS_PROFILE and the keys in it',
  InvalidClientTokenId: 'AWS does not know your access key: check AWS_PROFILE and the keys in it',
  InvalidAccessKeyId: 'AWS does not know your access key: check AWS_PROFILE and the keys in it',
  SignatureDoesNotMatch: 'AWS refused the signature: check your AWS secret access key',
  InvalidToken: 'AWS refused your session token: get new credentials (`aws sso login`)',
};

/** Undefined where the error is about something else. */
export function awsReason(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if (/^Region is missing/.test(error.message))
    return 'no AWS Region is set: set AWS_REGION, or a Region in your profile';
  // What a provider of credentials wraps has another name and the same words.
  if (/^Could not load credentials/.test(error.message)) return NO_CREDENTIALS;
  return REASONS[error.name] ?? awsReason(error.cause);
}
