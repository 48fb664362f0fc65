/**
 * The request field as logged -> its parts. Never throws; what is unknown is absent.
 *
 * Form: `METHOD scheme://host:port/path?query VERSION`. Real fields also have no method, no path, no version, spaces in
 * the URL, an IPv6 host in brackets or a path `-` glued to the port. Escapes are kept; `decodeEscapes` undoes them for
 * people. Source: ALB user guide, "Access log entries", field request; escapes as seen in published logs.
 */

export interface RequestParts {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly scheme?: string | undefined;
  readonly host?: string | undefined;
  readonly port?: string | undefined;
  readonly path?: string | undefined;
  readonly query?: string | undefined;
  readonly version?: string | undefined;
}

/**
 * The first token is the method; the last one is the version if it is `-` or starts with `HTTP/`; the rest is the URL.
 */
export function splitRequest(field: string): RequestParts {
  const trimmed = trimSpaces(field);
  const firstSpace = trimmed.indexOf(' ');
  if (firstSpace < 0) return { method: known(trimmed) };
  const rest = trimSpaces(trimmed.slice(firstSpace + 1));
  const lastToken = rest.slice(rest.lastIndexOf(' ') + 1);
  const hasVersion = lastToken === '-' || lastToken.startsWith('HTTP/');
  const url = hasVersion ? trimSpaces(rest.slice(0, rest.length - lastToken.length)) : rest;
  const { scheme, host, port, path, query } = splitUrl(url);
  return {
    method: known(trimmed.slice(0, firstSpace)),
    url: known(url),
    scheme: known(scheme),
    host: known(host),
    port: known(port),
    path: known(path),
    query: known(query),
    version: hasVersion ? known(lastToken) : undefined,
  };
}

function splitUrl(url: string): RequestParts {
  const scheme = SCHEME.exec(url)?.[1];
  if (scheme === undefined) return url.startsWith('/') ? splitPath(url) : {};
  const rest = url.slice(scheme.length + '://'.length);
  const pathStart = rest.search(PATH_START);
  const { host, port } = splitAuthority(pathStart < 0 ? rest : rest.slice(0, pathStart));
  const { path, query } = pathStart < 0 ? NOTHING : splitPath(rest.slice(pathStart));
  return { scheme, host, port, path, query };
}

const SCHEME = /^([^ /:?#]+):\/\//;
const PATH_START = /[/?#]/;
const NOTHING: RequestParts = {};

/** `h:80`, `h`, `[::1]:80`, and `h:80-` where `-` stands for a path that was never sent. */
function splitAuthority(authority: string): RequestParts {
  const [, host = authority, port = ''] = AUTHORITY.exec(authority) ?? [];
  return { host, port };
}

const AUTHORITY = /^(\[[^\]]*\]|[^:]*)(?::(\d{1,5})-?)?$/;

function splitPath(text: string): RequestParts {
  const fragment = text.indexOf('#');
  const end = fragment < 0 ? text.length : fragment;
  const queryStart = text.indexOf('?');
  if (queryStart < 0 || queryStart > end) return { path: text.slice(0, end) };
  return { path: text.slice(0, queryStart), query: text.slice(queryStart + 1, end) };
}

/** Not of a part that is empty or `-`, the marks of absence. */
function known(part: string | undefined): string | undefined {
  return part === '' || part === '-' ? undefined : part;
}

/** Only spaces: other white space is text that the client sent. */
function trimSpaces(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && text[start] === ' ') start++;
  while (end > start && text[end - 1] === ' ') end--;
  return text.slice(start, end);
}

/**
 * Undoes `\x22`, `\xC3\x88`, `\x00000022`: to bytes, then as UTF-8 with replacement characters. For people, not for
 * matching.
 */
export function decodeEscapes(text: string): string {
  if (!text.includes('\\x')) return text;
  return text.replace(ESCAPES, (run) => {
    const bytes = [...run.matchAll(ESCAPE)].map(([, hex = '']) => Number.parseInt(hex, 16));
    return new TextDecoder().decode(Uint8Array.from(bytes));
  });
}

/** Eight digits are the same byte again. */
const ESCAPES = /(?:\\x(?:000000[0-9A-Fa-f]{2}|[0-9A-Fa-f]{2}))+/g;
const ESCAPE = /\\x(?:000000)?([0-9A-Fa-f]{2})/g;

/** A host may begin with the name and password of a user, `name:password@`, which must not be in our log. */
export function withoutUser(host: string | undefined): string | undefined {
  return host?.slice(host.lastIndexOf('@') + 1);
}

/** A request field without a space is all "method" and may be a URL with its query: such a one is left out. */
export function readableMethod(method: string | undefined): string | undefined {
  return method !== undefined && METHOD.test(method) ? method : undefined;
}

const METHOD = /^[A-Za-z_-]{1,32}$/;
