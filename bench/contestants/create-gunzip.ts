/** Node's own gunzip with default settings, and nothing else: the text is unpacked and thrown away. */

import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { answer } from '../answer.ts';

let bytes = 0;
for await (const chunk of createReadStream(process.argv[2] ?? '').pipe(createGunzip())) bytes += chunk.length;
answer([String(bytes)]);
