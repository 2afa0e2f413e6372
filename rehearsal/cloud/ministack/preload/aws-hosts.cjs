// Preloaded into every handler process: redirects URLs of AWS to the local cloud, so that no request leaves the machine.
// A Function URL in a handler's environment is https://<id>.lambda-url.<region>.on.aws/.
'use strict';
const http = require('node:http');
const https = require('node:https');
const { syncBuiltinESMExports } = require('node:module');
const { localUrl } = require('./local-url.cjs');

const local = url => localUrl(url, process.env.AWS_ENDPOINT_URL);

const realFetch = globalThis.fetch;
globalThis.fetch = (input, init) => {
  const url = local(input instanceof Request ? input.url : String(input));
  if (!url) return realFetch(input, init);
  return realFetch(input instanceof Request ? new Request(url, input) : url, init);
};

const realRequest = https.request;
// MiniStack's worker wraps `https.request` later: it sends every name of AWS to its own endpoint, and so would lose the API's id.
// Its wrapper takes over what is neither a Function URL nor an API's URL, and calls this function for what it leaves alone.
let wrapped = realRequest;
let asking = false;
const otherwise = args => {
  if (asking) return realRequest.apply(https, args);
  asking = true;
  try {
    return wrapped.apply(https, args);
  } finally {
    asking = false;
  }
};

const request = (...args) => {
  const isUrl = typeof args[0] === 'string' || args[0] instanceof URL;
  const options = isUrl ? (typeof args[1] === 'object' ? args[1] : {}) : args[0];
  const target = isUrl ? args[0] : `https://${options.hostname ?? String(options.host ?? 'localhost').split(':')[0]}${options.path ?? '/'}`;
  const url = local(target);
  if (!url) return otherwise(args);
  const { agent, protocol, host, hostname, port, path, ...kept } = options;
  return http.request(url, kept, args.findLast(argument => typeof argument === 'function'));
};
Object.defineProperty(https, 'request', { configurable: true, enumerable: true, get: () => request, set: wrapper => (wrapped = wrapper) });
https.get = (...args) => {
  const sent = request(...args);
  sent.end();
  return sent;
};
// For `import { request } from 'node:https'`.
syncBuiltinESMExports();
