/**
 * Puts the answer of a custom resource to the URL in its request. Source: AWS CloudFormation guide, "Custom resource
 * response objects".
 */
import { setTimeout as pause } from 'node:timers/promises';

/** Between attempts; Lambda itself repeats the whole request only after a minute. */
const PAUSES_MILLIS = [300, 1_200];
/** All attempts fit into the two minutes of the function, and leave time to undo. */
const TIMEOUT_MILLIS = 15_000;

export async function putAnswer(url: string, answer: Readonly<Record<string, string>>): Promise<void> {
  for (const millis of PAUSES_MILLIS) {
    const isTaken = await put(url, answer).then(
      () => true,
      () => false,
    );
    if (isTaken) return;
    await pause(millis);
  }
  await put(url, answer);
}

async function put(url: string, answer: Readonly<Record<string, string>>): Promise<void> {
  const response = await fetch(url, {
    method: 'PUT',
    // The URL is signed for no content type; fetch would send one.
    headers: { 'content-type': '' },
    body: JSON.stringify(answer),
    signal: AbortSignal.timeout(TIMEOUT_MILLIS),
  });
  if (!response.ok) throw new Error(`CloudFormation answered ${response.status} to ${answer.Status}: must be 200`);
}
