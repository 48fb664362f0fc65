/**
 * Damaged log lines and damaged gzip streams, seeded: what a careless writer, a bad disk or an attacker could send.
 *
 * Sound bytes and a generator -> bytes that may or may not still be sound; the caller finds out.
 */

import { constants, deflateRawSync, gzipSync, type ZlibOptions } from 'node:zlib';
import type { Random } from '../local/generate/random.ts';

type Mutation = (line: string, r: Random, separator: string) => string;

const ODD = [
  '-', '-1', '', '"', '""', ' ', '  ', '\t', '\r', '\0', '\\x22', '\\"', '\x7f', '\xff', '\xc3\xa9', '000', '-0', '1e9', '1e999', 'NaN', '+1',
  '0x10', '9007199254740993', '0.0000001', '12345678901234567890', '99.999', '.5', '5.', '-2', 'Infinity', '1970-01-01T00:00:00.000000Z',
  '2026-02-30T10:00:00.000000Z', '2026-03-04T24:00:00.000000Z', '2026-03-04T24:00:01.000000Z', '2026-03-04T10:00:00Z', '2026-03-04T10:00:00.000000+01:00', '2099-12-31T23:59:59.999999Z', 'app/', '[2001:db8::1]:443',
  '-1.0', '-1.000000', '1.5414835421835185', '0.7000000000000001', '100.0', 'Enable AccessLog for ELB: x', '200', '99', '1000', '2000', 'arn:aws:elasticloadbalancing:x', 'targetgroup/', '{"json":true}', '\u2028',
]; // biome-ignore format: a long list reads better in lines

const at = (line: string, r: Random) => r.below(line.length + 1);
const splice = (line: string, from: number, remove: number, insert: string) =>
  line.slice(0, from) + insert + line.slice(from + remove);
const odd = (r: Random) => ODD[r.below(ODD.length)] ?? '';

/** Changes one field, found by a plain split, so that it also tears quoted text apart. */
const field =
  (change: (fields: string[], index: number, r: Random) => void): Mutation =>
  (line, r, separator) => {
    const fields = line.split(separator);
    change(fields, r.below(fields.length), r);
    return fields.join(separator);
  };

const MUTATIONS: readonly Mutation[] = [
  (line, r) => splice(line, at(line, r), 1, ''),
  (line, r) => splice(line, at(line, r), 1, String.fromCharCode(r.below(256))),
  (line, r) => splice(line, at(line, r), 0, String.fromCharCode(r.below(256))),
  (line, r) => splice(line, at(line, r), 0, odd(r)),
  (line, r) => splice(line, at(line, r), r.below(40), odd(r)),
  (line, r) => line.slice(0, at(line, r)),
  (line, r) => line.slice(at(line, r)),
  (line, r) => line + line.slice(at(line, r)),
  (line, r) => `${line} ${odd(r)}`,
  (line) => `${line}\r`,
  (line) => ` ${line}`,
  (_line, r) => odd(r),
  (line, r) => splice(line, at(line, r), 0, 'A'.repeat(r.below(20_000))),
  (line) => line.replaceAll('"', ''),
  (line) => line.replaceAll(' ', '  '),
  field((fields, index, r) => fields.splice(index, 1, odd(r))),
  field((fields, index, r) => fields.splice(index, 1, odd(r))),
  // The fields that are measured are in front, so these are hit more often.
  field((fields, _index, r) => fields.splice(r.below(12), 1, odd(r))),
  field((fields, _index, r) => fields.splice(r.below(12), 1, `${r.below(1_000_000) / 10 ** r.below(7)}`)),
  field((fields, index) => fields.splice(index, 1)),
  field((fields, index) => fields.splice(index, 0, fields[index] ?? '')),
  field((fields, index, r) => {
    const other = r.below(fields.length);
    [fields[index], fields[other]] = [fields[other] ?? '', fields[index] ?? ''];
  }),
];

/** One line damaged in one to three ways; it may hold line feeds afterwards. */
export function mutateLine(line: string, r: Random, separator = ' '): string {
  let mutated = line;
  for (let times = 1 + r.below(3); times > 0; times--)
    mutated = MUTATIONS[r.below(MUTATIONS.length)]?.(mutated, r, separator) ?? mutated;
  return mutated;
}

const ODD_JSON = [
  'null', 'true', '0', '-1', '1.5', '1e3', '01', '.5', '""', '"-"', '"\\u0041"', '"\\""', '"\\x"', '"\t"', '[]', '{}', '[1,]', '{"a":1,}', '[{"ruleId":"a"}]',
  '"2026-03-04T10:00:00Z"', '"2026-05-04T24:00:00Z"', '"2026-05-04T24:00:01Z"', '"04/May/2026:24:00:00 +0800"', '"04/May/2026:10:00:00 -0930"', '[{"Records":[]}]', '1767225600000', '"GET"', '200', '"200"', 'nul', '', '"open', '{"action":"BLOCK","action":"ALLOW"}', '9007199254740993', '0.08600000000000001',
]; // biome-ignore format: a long list reads better in lines

/**
 * One member of a JSON object, at any depth, renamed, lost, doubled, moved or with another value; the text may be none
 * any more.
 */
export function mutateJson(line: string, r: Random): string {
  const members = [...line.matchAll(/"[^"\\]*":(?:"(?:[^"\\]|\\.)*"|[-\w.]+|[[{][^[\]{}]*[\]}])/g)];
  const [member] = members.slice(r.below(Math.max(1, members.length)));
  if (member === undefined) return mutateLine(line, r);
  const [whole] = member;
  const name = whole.slice(0, whole.indexOf(':') + 1);
  const value = ODD_JSON[r.below(ODD_JSON.length)] ?? '';
  const changed = [
    `${name}${value}`,
    `${name} ${whole.slice(name.length)} `,
    `${whole},${whole}`,
    `${whole},${name}${value}`,
    `"other":${value}`,
    `"other":${value},${whole}`,
    name.replace(/[a-z]/, (letter) => `\\u00${letter.charCodeAt(0).toString(16)}`) + whole.slice(name.length),
    '',
  ][r.below(8)];
  return splice(line, member.index, whole.length, changed ?? '');
}

const STRATEGIES = [
  constants.Z_DEFAULT_STRATEGY,
  constants.Z_FILTERED,
  constants.Z_HUFFMAN_ONLY,
  constants.Z_RLE,
  constants.Z_FIXED,
];

/** Gzip in one to four members, each with its own level, strategy, memory and window. */
export function gzipVariously(bytes: Buffer, r: Random): Buffer {
  const members = 1 + (r.below(3) === 0 ? r.below(4) : 0);
  const cuts = Array.from({ length: members - 1 }, () => r.below(bytes.length + 1)).toSorted(
    (one, other) => one - other,
  );
  const edges = [0, ...cuts, bytes.length];
  return Buffer.concat(
    edges.slice(1).map((end, index) => {
      const options: ZlibOptions = {
        level: r.below(10),
        strategy: STRATEGIES[r.below(STRATEGIES.length)] ?? constants.Z_DEFAULT_STRATEGY,
        memLevel: 1 + r.below(9),
        windowBits: 9 + r.below(7),
      };
      return member(bytes.subarray(edges[index], end), options, r);
    }),
  );
}

/** Mostly zlib's own header; sometimes one with every optional part, which AWS may begin to write any day. */
function member(bytes: Buffer, options: ZlibOptions, r: Random): Buffer {
  const plain = gzipSync(bytes, options);
  if (r.below(4) > 0) return plain;
  const header = Buffer.from([0x1f, 0x8b, 8, 0b11100, 0, 0, 0, 0, 0, 255, 4, 0, 1, 2, 3, 4]);
  const names = Buffer.from('name.log\0a comment\0', 'latin1');
  return Buffer.concat([header, names, deflateRawSync(bytes, options), plain.subarray(-8)]);
}

/** A gzip stream damaged: bits turned, bytes lost, doubled or cut off, text put behind it. */
export function damageStream(stream: Buffer, r: Random): Buffer {
  const position = r.below(stream.length);
  switch (r.below(6)) {
    case 0:
      return stream.subarray(0, position);
    case 1:
      return Buffer.concat([stream.subarray(0, position), stream.subarray(position + 1 + r.below(8))]);
    case 2:
      return Buffer.concat([stream.subarray(0, position), stream.subarray(Math.max(0, position - r.below(64)))]);
    case 3:
      return Buffer.concat([stream, Buffer.from(r.hex(8 * (1 + r.below(4))), r.below(2) === 0 ? 'hex' : 'latin1')]);
    default: {
      const copy = Buffer.from(stream);
      for (let bits = 1 + r.below(3); bits > 0; bits--) {
        // Half of the time near one of the ends, where headers, trees and checksums are.
        const near = r.below(2) === 0 ? r.below(Math.min(120, copy.length)) : r.below(copy.length);
        const index = r.below(4) === 0 ? copy.length - 1 - Math.min(near, copy.length - 1) : near;
        copy[index] = (copy[index] ?? 0) ^ (1 << r.below(8));
      }
      return copy;
    }
  }
}

/** The bytes in pieces of random sizes, as a network gives them. */
export async function* pieces(bytes: Buffer, r: Random): AsyncGenerator<Uint8Array> {
  // Single bytes only where the object is short: some hundred pieces are enough.
  const most = Math.max([1, 7, 300, 5_000, 70_000, 400_000][r.below(6)] ?? 1, bytes.length / 150);
  const size = () => 1 + r.below(most);
  for (let from = 0; from < bytes.length; ) {
    const to = from + size();
    yield bytes.subarray(from, to);
    from = to;
  }
}
