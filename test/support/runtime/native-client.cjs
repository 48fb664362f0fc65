/**
 * Stands in for the native part of the Lambda runtime interface client, which takes minutes and cmake to build: three calls
 * of the Runtime API. Everything else of the client is its own. Given to Node with --require.
 * Source: Lambda developer guide, "Using the Lambda runtime API".
 */
const Module = require('node:module');
const { request } = require('node:http');

const ROOT = `http://${process.env.AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime`;
let posted = Promise.resolve();

function call(method, path, body) {
  return new Promise((resolve, reject) => {
    const sent = request(`${ROOT}${path}`, { method, agent: false }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () => resolve({ bodyJson: Buffer.concat(chunks).toString(), headers: response.headers }));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

const client = {
  next: async () => {
    await posted;
    return call('GET', '/invocation/next');
  },
  done: (id, body) => {
    posted = call('POST', `/invocation/${id}/response`, body);
  },
  error: (id, body) => {
    posted = call('POST', `/invocation/${id}/error`, body);
  },
};

const load = Module._load;
Module._load = function (name, ...rest) {
  return name === './rapid-client.node' ? client : load.call(this, name, ...rest);
};
