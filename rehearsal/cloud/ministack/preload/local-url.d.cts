/** The local cloud's URL for a URL of AWS; undefined if it is not a Function URL or an API's URL. */
export declare function localUrl(url: string, endpoint: string): string | undefined;
