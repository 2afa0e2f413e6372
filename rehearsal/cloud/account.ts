/** The account of the local cloud. MiniStack uses a 12-digit access key id as the account id. */
export const ACCOUNT = '123456789012';

/** The region of the local cloud. */
export const REGION = 'us-east-1';

/** ARN of a function or, with a qualifier, of one of its versions or aliases. */
export function functionArn(functionName: string, qualifier?: string): string {
  return `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${functionName}${qualifier ? `:${qualifier}` : ''}`;
}

/**
 * The environment in which an AWS client, the CDK CLI or an app reaches the local cloud and nothing else.
 *
 * Profiles and configuration files are disabled, so that a rehearsal can't reach a real account.
 */
export function clientEnvironment(endpoint: string): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ENDPOINT_URL_S3: endpoint,
    AWS_REGION: REGION,
    AWS_DEFAULT_REGION: REGION,
    AWS_ACCESS_KEY_ID: ACCOUNT,
    AWS_SECRET_ACCESS_KEY: 'rehearsal',
    AWS_SESSION_TOKEN: '',
    AWS_PROFILE: '',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
    CDK_DEFAULT_ACCOUNT: ACCOUNT,
    CDK_DEFAULT_REGION: REGION,
  };
}

/** Options for AWS clients that call an endpoint of the local cloud. */
export function clientOptions(endpoint: string) {
  return { endpoint, region: REGION, credentials: { accessKeyId: ACCOUNT, secretAccessKey: 'rehearsal' }, maxAttempts: 3 };
}
