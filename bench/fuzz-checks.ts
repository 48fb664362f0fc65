/**
 * Two checks that any damage must pass, on objects made from a seed.
 *
 * Lines: the parser never throws, every line is in the account, and the path that the function takes finds exactly what
 * the reference path finds. Streams: both paths accept the same streams, refuse the same, and agree on what is in them.
 */

import { isDeepStrictEqual } from 'node:util';
import { SKIPPED, UNPARSED } from '../lambda/catalogue/entry.ts';
import { DEFAULT_CONFIG } from '../lambda/config.ts';
import { albAccess, parseAlbAccess } from '../lambda/formats/alb-access.ts';
import type { Ingested, LineAccount } from '../lambda/measure/ingested.ts';
import { withoutMark } from '../lambda/read/lines.ts';
import { bigObjectText } from '../local/generate/big-object.ts';
import { random } from '../local/generate/random.ts';
import { bothWays } from './both-ways.ts';
import { damageStream, gzipVariously, mutateLine } from './mutate.ts';

const CONFIG = {
  ...DEFAULT_CONFIG,
  routes: [
    { name: 'items', path: '/items/:id' },
    { name: 'writes', method: 'POST' },
  ],
};

export interface FuzzedLines {
  readonly lines: number;
  readonly account: LineAccount;
}

/** One object of about `lines` lines, some sound, most damaged. Throws with the seed where a check fails. */
export async function fuzzLines(lines: number, seed: number): Promise<FuzzedLines> {
  const r = random('fuzz lines', seed);
  const sound = soundLines(lines, seed);
  // The first bytes of an object say what it is packed in, so its first line stays as it is.
  const text = sound.map((line, at) => (at === 0 || r.below(5) === 0 ? line : mutateLine(line, r))).join('\n');
  const bytes = Buffer.from(text, 'latin1');
  const account = directAccount(bytes.toString('latin1'));
  const gz = gzipVariously(bytes, r);
  // Text that is not packed is read another way.
  await both(bytes, seed);
  const reference = await both(gz, seed);
  if (reference instanceof Error) throw new Error(`seed ${seed}: a sound stream was refused: ${reference.message}`);
  if (!isDeepStrictEqual(reference.lines, account)) {
    throw new Error(
      `seed ${seed}: line by line ${JSON.stringify(account)}, ingested ${JSON.stringify(reference.lines)}`,
    );
  }
  return { lines: account.parsed + account.skipped + account.unparsed, account };
}

/** `streams` damaged copies of one gzip stream; how many were still accepted. */
export async function fuzzStreams(streams: number, seed: number): Promise<{ readonly accepted: number }> {
  const r = random('fuzz streams', seed);
  const text = soundLines(1 + r.below(r.below(5) === 0 ? 1_200 : 40), seed).join('\n');
  const gz = gzipVariously(Buffer.from(text, 'latin1'), r);
  let accepted = 0;
  for (let copy = 0; copy < streams; copy++) {
    const result = await both(copy === 0 ? gz : damageStream(gz, r), seed);
    if (!(result instanceof Error)) accepted++;
  }
  return { accepted };
}

function soundLines(lines: number, seed: number): readonly string[] {
  const r = random('fuzz text', seed);
  const fields = 17 + r.below(20);
  const options = { lines, seed, fields, clients: 50, targetGroups: 1 + r.below(6), loadBalancers: 1 + r.below(3) };
  return [...bigObjectText(options)].join('').trimEnd().split('\n');
}

/** The account that an object must have, from its lines one by one. */
function directAccount(text: string): LineAccount {
  const account = { parsed: 0, skipped: 0, unparsed: 0 };
  // Zeros at the very end are padding.
  const lines = text.replace(/\0+$/, '').split('\n');
  // Text after the last line feed is a line, no text is not.
  if (lines.at(-1) === '') lines.pop();
  for (const line of lines) {
    const entry = parseAlbAccess(withoutMark(line));
    if (entry === SKIPPED) account.skipped++;
    else if (entry === UNPARSED) account.unparsed++;
    else account.parsed++;
  }
  return account;
}

/** What the reference path says, after making sure that the path of the function says the same. */
function both(gz: Buffer, seed: number): Promise<Ingested | Error> {
  return bothWays({ format: albAccess, bytes: gz, config: CONFIG, seed });
}
