/**
 * Loads the bundle named by its first argument as Lambda does, once with each of the environments that the second one
 * lists as JSON, gives it one object of one line, and prints which hosts it asked, as JSON: for each environment, host
 * -> [scope of the signature, session token]. No request leaves the machine: those to AWS go to a server on loopback.
 */
import http from 'node:http';
import https from 'node:https';
import { syncBuiltinESMExports } from 'node:module';
import { gzipSync } from 'node:zlib';

const MINUTES_10 = 600_000;
const time = new Date(Date.now() - MINUTES_10).toISOString().replace('Z', '000Z');
const group = 'arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/t/73e2d6bc24d8a067';
const line = `h2 ${time} app/a/50dc6c495c0c9188 192.0.2.1:5000 10.0.1.1:80 0.001 0.002 0.000 200 200 34 366 "GET https://a:443/ HTTP/2.0" "curl" - - ${group} "Root=1-58337281-1d84f3d73c47ec4e58577259" "a" "-" 0 ${time} "forward" "-" "-" "10.0.1.1:80" "200" "-" "-"\n`;

let hosts = {};
const server = http.createServer((request, response) => {
  const { host, authorization } = request.headers;
  const scope = /Credential=\w+\/\d+\/([^,]*)/.exec(authorization)?.[1];
  hosts[host] = [scope, request.headers['x-amz-security-token']];
  request.resume().on('end', () => {
    if (host.includes('.s3')) response.writeHead(200, { etag: '"a"' }).end(gzipSync(line));
    else response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' }).end('{}');
  });
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const { port } = server.address();
https.request = ({ host, headers, path, method }, callback) =>
  http.request(
    { host: '127.0.0.1', port, path, method, headers: { ...headers, host: headers.host ?? host } },
    callback,
  );
syncBuiltinESMExports();

const key =
  'AWSLogs/123456789012/elasticloadbalancing/eu-central-1/2026/11/21/123456789012_elasticloadbalancing_eu-central-1_app.a.50dc6c495c0c9188_20261121T0000Z_192.0.2.1_abcd.log.gz';
const s3 = { bucket: { name: 'my-logs' }, object: { key, eTag: 'a', size: 300 } };
const body = JSON.stringify({ Records: [{ eventSource: 'aws:s3', eventName: 'ObjectCreated:Put', s3 }] });
console.info = () => undefined;
console.log = () => undefined;

const [, , bundle, environments] = process.argv;
const all = [];
const unchanged = { ...process.env };
for (const environment of JSON.parse(environments)) {
  process.env = { ...unchanged, ...environment };
  hosts = {};
  // A module of another name is loaded again, so that it reads its environment.
  const { handler } = await import(`${bundle}?${all.length}`);
  await handler(
    { Records: [{ messageId: '1', eventSource: 'aws:sqs', body }] },
    { getRemainingTimeInMillis: () => 30_000 },
  );
  all.push(hosts);
}
process.stdout.write(JSON.stringify(all));
process.exit(0);
