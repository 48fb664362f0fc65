import { parseArgs } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { awsReason } from '../../../local/terminal/aws-error.ts';
import { type Command, run } from '../../../local/terminal/command.ts';

const printed: string[] = [];
beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation((text: string) => void printed.push(text));
});
afterEach(() => {
  vi.restoreAllMocks();
  printed.length = 0;
  process.exitCode = undefined;
});

function named(name: string, message: string, cause?: Error): Error {
  return Object.assign(new Error(message, { cause }), { name });
}

describe('an error of AWS about who asks', () => {
  const none = 'no AWS credentials found: run `aws sso login` or set AWS_PROFILE, then try again';
  it.each([
    ['no credentials', named('CredentialsProviderError', 'Could not load credentials from any providers'), none],
    ['no credentials, wrapped', named('Error', 'cannot list', named('CredentialsProviderError', 'x')), none],
    ['old ones', named('ExpiredTokenException', 'The security token is expired'), /^your AWS credentials have expired/],
    ['no Region', named('Error', 'Region is missing'), /^no AWS Region is set: set AWS_REGION/],
    ['an unknown key', named('UnrecognizedClientException', 'x'), /^AWS does not know your access key/],
  ])('says what to do: %s', (_, error, words) => {
    expect(awsReason(error)).toMatch(words);
  });

  it('leaves other errors as they are', () => {
    expect(awsReason(named('NoSuchBucket', 'there is none'))).toBeUndefined();
    expect(awsReason('text')).toBeUndefined();
  });
});

describe('a command', () => {
  const command = (fail: () => never = () => process.exit()): Command<unknown> => ({
    ...{ name: 'redrive', form: '', help: '  --queue URL  the queue\n  --dry-run    only say how many' },
    parse: (args) =>
      parseArgs({ args: [...args], options: { queue: { type: 'string' }, 'dry-run': { type: 'boolean' } } }),
    run: async () => fail(),
  });

  it('asks whether a known option was meant', async () => {
    await run(command(), ['--quue', 'x']);
    expect(printed).toEqual(['redrive: --quue is not an option: did you mean --queue?']);
    expect(process.exitCode).toBe(1);
  });

  it('names --help where none is like it', async () => {
    await run(command(), ['--xyzzy']);
    expect(printed).toEqual(['redrive: --xyzzy is not an option: --help lists them']);
  });

  it.each([
    [['--queue'], 'redrive: --queue needs a value (one that begins with a dash is written as --queue=-…)'],
    [['--queue', '-1'], 'redrive: --queue needs a value (one that begins with a dash is written as --queue=-…)'],
    [['--dry-run=x'], 'redrive: --dry-run takes no value'],
  ])('says in one sentence what is wrong with a value: %s', async (args, sentence) => {
    await run(command(), args);
    expect(printed).toEqual([sentence]);
  });

  it('says what to do without credentials', async () => {
    const error = named('CredentialsProviderError', 'Could not load credentials from any providers');
    await run(
      command(() => {
        throw error;
      }),
      [],
    );
    expect(printed[0]).toMatch(/^redrive: no AWS credentials found: run `aws sso login`/);
  });
});
