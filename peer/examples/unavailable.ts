import { isUnavailable, type Peer, remote, run, within } from '../index.ts';

const forecast = remote('weather.forecast', { args: (town: string) => [town], result: String });

/** Nobody serves it, or not within two seconds: that is no mistake of the caller's, so it is said as it is. */
export async function weather(peer: Peer, town: string): Promise<string> {
  try {
    return await run(peer, within(forecast, 2000), town);
  } catch (error) {
    if (isUnavailable(error)) return 'no forecast just now';
    throw error;
  }
}
