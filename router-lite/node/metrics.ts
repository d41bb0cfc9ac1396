/** Prometheus' text format, version 0.0.4 (prometheus.io/docs/instrumenting/exposition_formats). */
import type { Router } from './router.ts';

type Stats = ReturnType<Router['stats']>;
type Labels = Readonly<Record<string, string>>;
type Samples = number | Readonly<Record<string, number>> | readonly { labels: Labels; value: number }[];

/** Procedures with a line of their own in /metrics: the rest would be more than a time series database should keep. */
const PROCEDURES = 20;

export function metricsText(router: Pick<Router, 'stats' | 'queues' | 'slots'>): string {
  const stats: Stats = router.stats();
  const { rss, heapUsed } = process.memoryUsage();
  const { user, system } = process.cpuUsage();
  const sum = (counts: Readonly<Record<string, number>>) =>
    Object.values(counts).reduce((total, part) => total + part, 0);
  return [
    gauge('lehr_connections', 'Connections now, joined or not.', stats.connections),
    gauge('lehr_sessions', 'Sessions now.', stats.sessions),
    gauge('lehr_subscriptions', 'Subscriptions now.', stats.subscriptions),
    gauge('lehr_registrations', 'Registrations now.', stats.registrations),
    gauge('lehr_invocations_in_flight', 'Calls at a callee now.', stats.invocations - stats.queued),
    gauge('lehr_calls_queued', 'Calls that wait for a callee now.', stats.queued),
    gauge('lehr_calls_unserved', 'Of these, those that wait for any callee to appear.', stats.unserved),
    gauge(
      'lehr_procedure_calls_queued',
      `Calls that wait now, by procedure: the ${PROCEDURES} longest queues.`,
      router.queues(PROCEDURES).map(({ realm, procedure, match, waiting }) => ({
        labels: { realm, procedure, match },
        value: waiting,
      })),
    ),
    gauge('lehr_retained_events', 'Retained events now.', stats.retained),
    gauge('lehr_fact_followers', 'Subscribers that asked for the past of facts, now.', stats.followers),
    gauge('lehr_facts_unstored', 'Facts that wait for the disk now.', stats.unstored),
    counter('lehr_facts_unreadable_total', 'Facts met in the store that cannot be read.', stats.unreadable),
    ...slotLines(router.slots(PROCEDURES)),
    counter('lehr_calls_total', 'Calls received.', stats.received.CALL ?? 0),
    counter(
      'lehr_late_answers_total',
      'Answers of callees that nobody waited for any more: dropped.',
      stats.lateAnswers,
    ),
    counter('lehr_publications_total', 'Publications received.', stats.received.PUBLISH ?? 0),
    counter('lehr_events_total', 'Events sent.', stats.sent.EVENT ?? 0),
    counter('lehr_messages_received_total', 'Messages received, by type.', stats.received, 'type'),
    counter('lehr_messages_sent_total', 'Messages sent, by type.', stats.sent, 'type'),
    counter('lehr_received_bytes_total', 'Bytes of messages received over sockets.', stats.bytesIn),
    counter('lehr_sent_bytes_total', 'Bytes of messages sent over sockets.', stats.bytesOut),
    counter(
      'lehr_dropped_bytes_total',
      'Bytes slow consumers had not taken when closed.',
      stats.droppedBytes,
    ),
    counter(
      'lehr_dropped_messages_total',
      'Events and progressive results slow consumers missed.',
      stats.droppedMessages,
    ),
    counter(
      'lehr_slow_consumers_total',
      'Times messages began to be dropped for a slow consumer.',
      stats.slowEpisodes,
    ),
    gauge('lehr_held_connections', 'Connections held back now for others that are behind.', stats.held),
    counter('lehr_holds_total', 'Times a connection was held back for others that are behind.', stats.holds),
    counter('lehr_held_seconds_total', 'Time connections were held back.', stats.heldMillis / 1000),
    counter('lehr_errors_sent_total', 'ERRORs sent, by request and error.', stats.errors, 'error'),
    counter('lehr_limit_reached_total', 'How often a limit was met.', stats.limits, 'limit'),
    counter('lehr_connections_closed_total', 'Ended connections, by cause.', stats.closed, 'cause'),
    counter('lehr_connections_ended_total', 'Ended connections.', sum(stats.closed)),
    counter('process_cpu_seconds_total', 'CPU time, user and system.', (user + system) / 1e6),
    gauge('process_resident_memory_bytes', 'Resident memory.', rss),
    gauge('nodejs_heap_used_bytes', 'JavaScript heap in use.', heapUsed),
  ].join('');
}

/** Nothing where no slot ever was. */
function slotLines({ depths, counts }: ReturnType<Router['slots']>): string[] {
  if (depths.length === 0 && counts.taken === 0) return [];
  const by = (value: (depth: (typeof depths)[number]) => number) =>
    depths.map((depth) => ({ labels: { realm: depth.realm, slot: depth.slot }, value: value(depth) }));
  const { delivered, failed, dead, dropped, refused } = counts;
  const outcomes = { delivered, failed, dead, dropped, refused };
  return [
    gauge(
      'lehr_slot_waiting',
      'Events that wait for a member now, by slot.',
      by(({ waiting }) => waiting),
    ),
    gauge(
      'lehr_slot_in_hand',
      'Events in hand now, by slot.',
      by(({ inHand }) => inHand),
    ),
    gauge(
      'lehr_slot_dead_letters',
      'Dead letters now, by slot.',
      by(({ dead: letters }) => letters),
    ),
    counter('lehr_slot_taken_total', 'Events that slots took.', counts.taken),
    counter(
      'lehr_slot_events_total',
      'Events of slots that came to an end, by outcome.',
      outcomes,
      'outcome',
    ),
    counter('lehr_slot_retries_total', 'Deliveries of an event after its first.', counts.retried),
  ];
}

export function gauge(name: string, help: string, value: Samples): string {
  return metric('gauge', name, help, value);
}

/** `label`: what the keys of a record are. */
export function counter(name: string, help: string, value: Samples, label?: string): string {
  return metric('counter', name, help, value, label);
}

function metric(type: string, name: string, help: string, value: Samples, label = ''): string {
  const samples = samplesOf(value, label).map(
    (sample) => `${name}${labelled(sample.labels)} ${sample.value}\n`,
  );
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${samples.join('')}`;
}

function samplesOf(value: Samples, label: string): readonly { labels: Labels; value: number }[] {
  if (typeof value === 'number') return [{ labels: {}, value }];
  if (Array.isArray(value)) return value as readonly { labels: Labels; value: number }[];
  return Object.entries(value).map(([key, part]) => ({ labels: { [label]: key }, value: part as number }));
}

function labelled(labels: Labels): string {
  const parts = Object.entries(labels).map(([label, value]) => `${label}="${quoted(value)}"`);
  return parts.length === 0 ? '' : `{${parts.join(',')}}`;
}

function quoted(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
