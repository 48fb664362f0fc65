/** One segment of a path -> is it a value (an id, a date, a hash, a name with such a part) or a word of the API? */

/** Words with digits that APIs use as words. */
const WORDS =
  /^(?:v\d+(?:[._-]?(?:\d+|alpha|beta|rc)\d*)*|oauth2?|s3|ec2|i18n|l10n|k8s|h\d|2fa|mfa\d?|web3|utf8|base64|md5|sha\d+|http2?|ipv[46])$/i;

const VALUES: readonly RegExp[] = [
  // Numbers, also negative, decimal, or with a currency's comma.
  /^-?\d+(?:[.,]\d+)*$/,
  // UUIDs, with or without hyphens and braces.
  /^\{?[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}\}?$/i,
  // Hashes and other hexadecimal ids; a word of only letters such as `facade` is none.
  /^(?=.*\d)[0-9a-f]{7,}$/i,
  // Dates and times.
  /^\d{4}-\d{2}(?:-\d{2}(?:[T_ ].*)?)?$/,
  // Prefixed ids: cus_Nffrb, i-0abc12, ORD-2024-1.
  /^[A-Za-z]{1,8}[_-](?=[^/]*\d)[A-Za-z0-9_-]{4,}$/,
  // Long tokens that mix letters and digits.
  /^(?=.*\d)(?=.*[A-Za-z])[A-Za-z0-9_~+=-]{16,}$/,
  // Addresses, escapes, lists and ranges.
  /[@,:;$!*'()|]|%[0-9A-Fa-f]{2}|\.\.\./,
  // Names of several parts with a number at the end: red-shoes-42, user99.
  /^[A-Za-z][A-Za-z-]*[-]?\d{2,}$/,
];

export function isValue(segment: string): boolean {
  return !WORDS.test(segment) && VALUES.some((value) => value.test(segment));
}

/** A file that is served as it is. */
export function isFile(segment: string): boolean {
  return /\.(?:css|js|mjs|map|png|jpe?g|gif|svg|webp|avif|ico|woff2?|ttf|otf|eot|mp[34]|webm|pdf|wasm)$/i.test(segment);
}
