/** The schemas of a client of the AWS SDK -> the same, without those that none of our operations needs. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** `path`: of the module with the schemas. */
export function lightSchemas(path: string): string {
  const commands = join(dirname(path), '..', '..', 'dist-types', 'commands');
  return withPlainKeys(withoutErrors(readFileSync(path, 'utf8'), errorsOf(commands)));
}

/**
 * `{ [_hH]: x }` -> `{ "httpHeader": x }`, where `_hH` is a constant. The values are the same, but now the bundler sees
 * that making them has no effect, and drops the schemas of the operations that nobody calls.
 */
function withPlainKeys(source: string): string {
  const texts = new Map([...source.matchAll(/^const (_\w+) = ("[^"\\]*");$/gm)].map(([, name, text]) => [name, text]));
  return source.replace(/\[(_\w+)\]: /g, (key, name: string) => `${texts.get(name) ?? key}: `);
}

/** A client registers the class of every error of its service. */
const REGISTERED = /^n0_registry\.registerError\((\w+)\$, \1\);$/gm;

/**
 * Without the classes of errors with which none of our operations ends. If such an error comes anyway, it has the name
 * and the members that the service sent.
 */
function withoutErrors(source: string, needed: ReadonlySet<string>): string {
  return source.replace(REGISTERED, (line, name: string) => (needed.has(name) ? line : ''));
}

const LAMBDA = join(import.meta.dirname, '..', '..', 'lambda');
const COMMAND = /\b\w+Command\b/g;
const THROWS = /@throws \{@link (\w+)\}/g;
/** Every operation of AWS may end with it, and none declares it. Source: API references, "Common Errors". */
const COMMON_ERROR = 'ValidationException';

/** The errors that a client declares for those of its commands that occur in our code. */
function errorsOf(commands: string): ReadonlySet<string> {
  const ours = readdirSync(commands).filter((file) => ourCommands().has(file.replace(/\.d\.ts$/, '')));
  const declared = ours.flatMap((file) => [...readFileSync(join(commands, file), 'utf8').matchAll(THROWS)]);
  return new Set([COMMON_ERROR, ...declared.map(([, name = '']) => name)]);
}

let found: ReadonlySet<string> | undefined;

function ourCommands(): ReadonlySet<string> {
  found ??= new Set(
    readdirSync(LAMBDA, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .flatMap((file) => readFileSync(join(LAMBDA, file), 'utf8').match(COMMAND) ?? []),
  );
  return found;
}
