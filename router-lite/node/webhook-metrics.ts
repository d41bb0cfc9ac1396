import { counter, gauge } from './metrics.ts';
import type { WebhookCounts } from './webhook.ts';

/** Of all webhooks together; nothing where there is none. */
export function webhookMetrics(webhooks: readonly WebhookCounts[]): string {
  if (webhooks.length === 0) return '';
  const sum = (name: keyof WebhookCounts) => webhooks.reduce((total, counts) => total + counts[name], 0);
  const outcomes = { delivered: sum('delivered'), failed: sum('failed'), dropped: sum('dropped') };
  return [
    counter('lehr_webhook_events_total', 'Events of webhooks, by outcome.', outcomes, 'outcome'),
    counter('lehr_webhook_retries_total', 'Attempts of webhooks after the first.', sum('retried')),
    gauge('lehr_webhook_queued', 'Events that wait for a webhook now.', sum('queued')),
  ].join('');
}
