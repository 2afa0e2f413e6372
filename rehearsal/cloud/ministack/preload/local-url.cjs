// Plain JavaScript, because handler processes load it too.
'use strict';

const HOSTS = [
  { pattern: /^([a-z0-9]+)\.lambda-url\.[a-z0-9-]+\.on\.aws$/, path: '/_aws/lambda-url/' },
  { pattern: /^([a-z0-9]+)\.execute-api\.[a-z0-9-]+\.amazonaws\.com$/, path: '/_aws/execute-api/' },
];

/** The local cloud's URL for a URL of AWS; undefined if it is not a Function URL or an API's URL. */
exports.localUrl = function localUrl(url, endpoint) {
  const { hostname, pathname, search } = new URL(url);
  for (const { pattern, path } of HOSTS) {
    const match = pattern.exec(hostname);
    if (match) return new URL(`${path}${match[1]}${pathname}${search}`, endpoint).href;
  }
  return undefined;
};
