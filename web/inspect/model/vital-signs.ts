/** How a router fares, out of its `/metrics` (Prometheus' text format): sums of each metric, and rates between two readings. */

export interface Reading {
  /** Milliseconds. */
  readonly at: number;
  /** Metric name → sum over its labels. */
  readonly values: ReadonlyMap<string, number>;
}

export interface VitalSigns {
  readonly sessions: number | null;
  readonly inFlight: number | null;
  readonly waiting: number | null;
  /** Per second; null before the second reading, and after the router began anew. */
  readonly received: number | null;
  readonly sent: number | null;
  readonly errors: number | null;
  /** Since the router's start. */
  readonly dropped: number | null;
}

export function readMetrics(text: string, at: number): Reading {
  const values = new Map<string, number>();
  for (const line of text.split('\n')) {
    const [, name, value] = /^([a-zA-Z_:][\w:]*)(?:\{.*\})? (\S+)$/.exec(line) ?? [];
    if (name !== undefined) values.set(name, (values.get(name) ?? 0) + Number(value));
  }
  return { at, values };
}

export function vitalSigns(before: Reading | null, now: Reading): VitalSigns {
  const gauge = (name: string) => now.values.get(name) ?? null;
  const rate = (name: string) => {
    const [old, value] = [before?.values.get(name), now.values.get(name)];
    const seconds = (now.at - (before?.at ?? now.at)) / 1000;
    if (old === undefined || value === undefined || seconds <= 0 || value < old) return null;
    return (value - old) / seconds;
  };
  return {
    sessions: gauge('lehr_sessions'),
    inFlight: gauge('lehr_invocations_in_flight'),
    waiting: gauge('lehr_calls_queued'),
    received: rate('lehr_messages_received_total'),
    sent: rate('lehr_messages_sent_total'),
    errors: rate('lehr_errors_sent_total'),
    dropped: gauge('lehr_dropped_messages_total'),
  };
}
