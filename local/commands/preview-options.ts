/**
 * The command line of `npm start` -> checked options. An error names the option, what it got and what would be right.
 */

import { parseArgs } from 'node:util';
import { DEFAULT_PORT } from '../preview/server.ts';
import { formatToRead } from '../read/identify.ts';
import type { Period } from '../read/period.ts';
import { askedPeriod, whole } from '../terminal/options.ts';

export interface StartOptions extends Period {
  /** Files, folders, `-` or s3://…; none means the built-in story. */
  readonly paths: readonly string[];
  readonly watched: readonly string[];
  readonly settings: string | undefined;
  readonly format: string | undefined;
  readonly port: number;
  readonly open: boolean;
  readonly once: boolean;
  readonly report: string | undefined;
}

export const HELP = `Says what broke in load balancer logs, and opens a local page with the dashboard, the alarms and the bill that a deployment would give.
PATH is a file (gzip or plain), a folder, s3://bucket/prefix (read with your AWS credentials), or - for standard input.
Without PATH: three hours of made-up traffic in which a deployment goes wrong.

  --settings FILE   settings as JSON, as in the context of cdk.json (default: elb-log-metrics.json; in a clone, cdk.json)
  --format NAME     format of logs whose name and beginning do not tell it, such as alb-access
  --from TIME       read only objects about this time and later (ISO 8601)
  --to TIME         read only objects about times before this; an object is read whole, five minutes or more of them
  --watch DIR       read DIR and what is added to it; the page follows
  --port N          port on 127.0.0.1 (default ${DEFAULT_PORT}; 0 takes any free one)
  --open            open the page in your browser
  --report FILE     write the page as one HTML file, and end
  --once            print the summary, and end (after the report, if there is one to write)`;

export function startOptions(args: readonly string[]): StartOptions {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      settings: { type: 'string' },
      format: { type: 'string' },
      from: { type: 'string' },
      to: { type: 'string' },
      watch: { type: 'string', multiple: true, default: [] },
      port: { type: 'string' },
      open: { type: 'boolean', default: false },
      once: { type: 'boolean', default: false },
      report: { type: 'string' },
    },
  });
  const { settings, format, watch: watched, open, once, report } = values;
  if (format !== undefined) formatToRead(format);
  if (watched.length > 0 && (once || report !== undefined))
    throw new Error('--watch keeps the page up to date and cannot be combined with --once or --report');
  return {
    ...{ paths: positionals, watched, settings, format, open, once, report },
    ...askedPeriod(values),
    port: values.port === undefined ? DEFAULT_PORT : whole('--port', values.port, { to: 65_535 }),
  };
}
