/** The region in the URL of a queue, so that nobody has to set it a second time. */
export function regionOfQueue(url: string, option: string): string | undefined {
  if (!URL.canParse(url)) {
    throw new Error(
      `\`${option}\` is '${url}': must be a URL such as https://sqs.eu-central-1.amazonaws.com/123456789012/name`,
    );
  }
  return /^sqs\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?$/.exec(new URL(url).hostname)?.[1];
}
