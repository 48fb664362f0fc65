/**
 * A target in Node: `GET /after/MS` answers after so many milliseconds, `GET /die/MS` ends the process instead; from
 * the first `GET /busy/MS` on the event loop is busy half of the time.
 *
 * Milliseconds that idle connections are kept -> one line with the port. On SIGTERM it drains, and ends 150 ms later no
 * matter what is open.
 */
import { createServer } from 'node:http';

const DRAIN_MILLIS = 150;
const BUSY_MILLIS = 40;
let busy = false;

const server = createServer((request, response) => {
  const [, what, millis] = (request.url ?? '').split('/');
  setTimeout(() => {
    if (what === 'die') process.abort();
    response.end('ok');
  }, Number(millis));
  busy ||= what === 'busy';
});
server.keepAliveTimeout = Number(process.argv[2]);
// Since Node 24 a connection is kept a second longer than is announced; before, it was not.
Object.assign(server, { keepAliveTimeoutBuffer: 0 });
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  console.log(typeof address === 'object' ? address?.port : '');
});
process.on('SIGTERM', () => {
  server.close();
  setTimeout(() => process.exit(0), DRAIN_MILLIS);
});

/** Half of the time the event loop does nothing else. */
setInterval(() => {
  const end = performance.now() + BUSY_MILLIS;
  while (busy && performance.now() < end);
}, 2 * BUSY_MILLIS);
