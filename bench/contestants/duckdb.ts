/**
 * DuckDB, one thread: its CSV reader over the gzip file with named columns, and one GROUP BY.
 *
 * The package is not a dependency of this project; throughput.ts installs it under .data/ and passes that folder
 * -> one line per load balancer, target group, minute and pair of status codes.
 */

import { createRequire } from 'node:module';
import { answer } from '../answer.ts';

interface DuckDb {
  readonly DuckDBInstance: {
    create: (path: string, options: Record<string, string>) => Promise<{ connect: () => Promise<Connection> }>;
  };
}
interface Connection {
  readonly runAndReadAll: (sql: string) => Promise<{ getRows: () => unknown[][] }>;
}

const [file = '', folder = ''] = process.argv.slice(2);
const duckdb: DuckDb = createRequire(`${folder}/package.json`)('@duckdb/node-api');

const FIELDS = 30;
const columns = Array.from({ length: FIELDS }, (_, index) => `'f${index + 1}': 'VARCHAR'`).join(', ');
const reader = `read_csv('${file}', delim = ' ', quote = '"', escape = '"', header = false, compression = 'gzip', auto_detect = false, columns = {${columns}})`;
const sql = `SELECT f3 || ' ' || f17 || ' ' || f2[1:16] || ' ' || f9 || ' ' || f10, count(*)::INTEGER FROM ${reader} GROUP BY ALL`;

const instance = await duckdb.DuckDBInstance.create(':memory:', { threads: '1' });
const connection = await instance.connect();
const result = await connection.runAndReadAll(sql);
answer(result.getRows().map(([key, count]) => `${key}\t${count}`));
