/** The built-in story at a moment -> what `npm start` would show of it. */
import { SAMPLE_ROUTES, sampleSources } from '../read/sample-sources.ts';
import { localSettings } from '../read/settings.ts';
import { read } from '../readings/readings.ts';
import { type PreviewSession, readingsFor, session } from './session.ts';

export async function sampleSession(now: Date): Promise<PreviewSession> {
  const settings = { ...(await localSettings()), routes: [...SAMPLE_ROUTES] };
  const readings = await readingsFor(settings);
  await read(readings, sampleSources(now));
  return session({ readings, settings, isSample: true, paths: [], watched: [] });
}
