/**
 * A stand-in for S3 on 127.0.0.1 that answers every GetObject with one file, in its own process.
 *
 * A file -> an endpoint for the S3 client, and a way to end it. No TLS, so what that costs is not in the figures.
 */

import { spawn } from 'node:child_process';
import { createReadStream, statSync } from 'node:fs';
import { createServer } from 'node:http';

export interface ObjectServer {
  readonly endpoint: string;
  readonly close: () => void;
}

export async function serveObject(file: string): Promise<ObjectServer> {
  const child = spawn(process.execPath, [import.meta.filename, file], { stdio: ['ignore', 'pipe', 'inherit'] });
  const endpoint = await new Promise<string>((resolve, reject) => {
    child.stdout.setEncoding('utf8').once('data', (text: string) => resolve(text.trim()));
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the object server ended with ${code}`)));
  });
  return { endpoint, close: () => child.kill() };
}

function main(file: string): void {
  const server = createServer((_request, response) => {
    response.writeHead(200, {
      'Content-Length': statSync(file).size,
      'Content-Type': 'application/octet-stream',
      ETag: '"0123456789abcdef0123456789abcdef"',
    });
    createReadStream(file, { highWaterMark: 262_144 }).pipe(response);
  });
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    if (address !== null && typeof address === 'object') console.log(`http://127.0.0.1:${address.port}`);
  });
  // A parent that was killed cannot end its server.
  setTimeout(() => server.close(() => process.exit()), 600_000).unref();
  process.on('disconnect', () => process.exit());
}

if (import.meta.main) main(process.argv[2] ?? '');
