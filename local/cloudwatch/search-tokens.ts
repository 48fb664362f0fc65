/**
 * How SEARCH compares a term with a name: by tokens, which are parts of names cut at capitals, digits and special
 * characters. A term and a string -> whether they match partially.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/search-expression-syntax.html#search-expression-syntax-tokenization
 */

interface Token {
  readonly text: string;
  /** Whether it was its own word in a search term, so that case does not count. */
  readonly whole: boolean;
}

const CAMEL = /[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+/g;

/** The tokens CloudWatch documents for a string: the whole without special characters, and each part, in lower case. */
export function tokensOf(text: string): string[] {
  const whole = text.replace(/[^A-Za-z0-9]+/g, '').toLowerCase();
  const parts = splitTokens(text).map((token) => token.text.toLowerCase());
  return [...new Set([whole, ...parts])].filter((token) => token !== '');
}

function splitTokens(text: string): Token[] {
  return text
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== '')
    .flatMap((word) => {
      const parts = word.match(CAMEL) ?? [];
      return parts.map((part) => ({ text: part, whole: parts.length === 1 }));
    });
}

/**
 * A term of one token matches any token, in upper or lower case. A term of several tokens matches consecutive tokens;
 * those that camel case or digits cut ('Count1') must have the same case, those between special characters ('a-b') need
 * not.
 */
export function matchesPartially(term: string, text: string): boolean {
  const wanted = splitTokens(term);
  const [first] = wanted;
  if (!first) return false;
  const tokens = tokensOf(text);
  if (wanted.length === 1) return tokens.includes(first.text.toLowerCase());
  if (tokens.includes(term.replace(/[^A-Za-z0-9]+/g, '').toLowerCase()) && wanted.every((token) => token.whole))
    return true;
  const parts = splitTokens(text).map((token) => token.text);
  return parts.some((_, start) => wanted.every((token, offset) => sameToken(token, parts[start + offset])));
}

function sameToken(wanted: Token, part: string | undefined): boolean {
  if (part === undefined) return false;
  return wanted.whole ? wanted.text.toLowerCase() === part.toLowerCase() : wanted.text === part;
}
