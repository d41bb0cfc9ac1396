import type { DonorStatus } from '../../worker/api.ts';
import type { Strings } from '../strings/en.ts';

export type ChipState = 'connecting' | 'running' | 'paused' | 'stopped';

/**
 * The one word and the one sentence for a donor's state, the first that holds: stopped, not connected (unless paused
 * for another reason), paused, connected with nothing to do yet, running.
 */
export function chipState(
  status: DonorStatus | null,
  stopped: boolean,
  jobRuns = false,
): { readonly state: ChipState; words(strings: Strings): string } {
  if (stopped) return { state: 'stopped', words: (s) => s.state.stopped };
  if (!status) return { state: 'connecting', words: (s) => s.connection.connecting };
  // Between the press and the peer's answer: consent is given, nothing runs yet.
  if (!status.donating) return { state: 'connecting', words: (s) => s.connection.connecting };
  // Between two tasks: there is a job.
  const paused = jobRuns && status.paused === 'no job' ? null : status.paused;
  if (paused && paused !== 'offline') return { state: 'paused', words: (s) => s.pause[paused] };
  if (status.connection === 'connecting') {
    const lost = status.session.tasks > 0 || status.reason !== '';
    return { state: 'connecting', words: (s) => (lost ? s.connection.lost : s.connection.connecting) };
  }
  if (paused) return { state: 'paused', words: (s) => s.pause[paused] };
  // Between two tasks a kernel is idle for a moment: that is no news.
  const cores = status.running || (status.rate > 0 ? status.kernels : 0);
  return { state: 'running', words: (s) => (cores > 0 ? s.state.running(cores) : s.state.waiting) };
}
