/** The URL in the local cloud that serves what `url` serves on AWS; undefined if AWS would not serve it. */
export declare function localUrl(url: string, endpoint: string): string | undefined;
