/** How services are, as /metrics tells it: a row a service. */
import type { HealthBulletin, ServiceHealth } from '../peer/health/bulletin.ts';
import { gauge } from '../router-lite/node/metrics.ts';

const STATE = { ok: 1, degraded: 0.5, failing: 0 } as const;

export function healthMetrics({ services }: HealthBulletin): string {
  const rows = (value: (service: ServiceHealth) => number | null) =>
    services.flatMap((service) => {
      const known = value(service);
      return known === null ? [] : [{ labels: { service: service.name }, value: known }];
    });
  return [
    gauge(
      'lehr_service_health',
      'How a service is: 1 ok, 0.5 degraded, 0 failing.',
      rows(({ state }) => STATE[state]),
    ),
    gauge(
      'lehr_service_instances',
      'Sessions of a service.',
      rows(({ instances }) => instances),
    ),
    gauge(
      'lehr_service_spare',
      'Calls a service could take now beyond those it has; none where it set no limit.',
      rows(({ spare }) => spare),
    ),
    gauge(
      'lehr_service_waiting',
      'Calls that wait for a service.',
      rows(({ waiting }) => waiting),
    ),
    gauge(
      'lehr_service_ping_seconds',
      'The slowest ping of a service; none where nobody answered.',
      rows(({ ping }) => (ping === null ? null : ping / 1_000)),
    ),
  ].join('');
}
