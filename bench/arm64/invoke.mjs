/**
 * Invokes the bundled function once, as Lambda does: in: its event as JSON in a file. Out: its answer as JSON, on
 * standard output. Plain JavaScript, so that an emulated Node has only the function to load.
 */
import { readFileSync } from 'node:fs';

const [bundle, event] = process.argv.slice(2);
const { handler } = await import(bundle);
// Reports go to standard output, too.
console.log = () => undefined;
const end = Date.now() + 300_000;
const response = await handler(JSON.parse(readFileSync(event, 'utf8')), {
  awsRequestId: 'arm64',
  getRemainingTimeInMillis: () => end - Date.now(),
});
process.stdout.write(`${JSON.stringify({ arch: process.arch, response })}\n`, () => process.exit());
