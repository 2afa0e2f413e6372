import { type TestCloud } from '../../runtime/support/test-cloud';

/** Stores a template for a nested stack; returns its URL. */
export async function storeTemplate(cloud: TestCloud, template: object): Promise<string> {
  const headers = { authorization: 'AWS4-HMAC-SHA256 Credential=123456789012/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=none' };
  const url = `${cloud.cloud.endpoint}/${cloud.name('templates')}`;
  await fetch(url, { method: 'PUT', headers });
  await fetch(`${url}/template.json`, { method: 'PUT', headers, body: JSON.stringify(template) });
  return `${url}/template.json`;
}
