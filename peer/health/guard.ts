import { finite, type Guard, integer, listOf, Misfit, nullable, oneOf, record, text } from '../shape.ts';
import {
  type HealthBulletin,
  PING_WITHIN,
  type ServiceDeclaration,
  type ServiceFault,
  type ServiceHealth,
  type ServiceWelcome,
} from './bulletin.ts';

/** Procedures, and topics, of one service; services of one realm; faults told of one service. */
export const MOST = { uris: 64, services: 100, faults: 64 } as const;

const NAME = /^[0-9a-z_]+(\.[0-9a-z_]+)*$/;

const serviceName: Guard<string> = (value, path) => {
  if (typeof value === 'string' && value.length <= 64 && NAME.test(value)) return value;
  throw new Misfit(`${path} must be components of a-z, 0-9 and _, joined by dots: 64 characters at most`);
};
const uris = listOf(text(256), MOST.uris);
const count = integer(0, Number.MAX_SAFE_INTEGER);
const state = oneOf('ok', 'degraded', 'failing');

export const serviceDeclaration = record<ServiceDeclaration>({
  name: serviceName,
  procedures: uris,
  topics: uris,
  pingWithin: integer(PING_WITHIN.least, PING_WITHIN.most),
});
export const serviceByName = record<{ readonly name: string }>({ name: serviceName });
export const serviceWelcome = record<ServiceWelcome>({ every: finite(0), forgetAfter: finite(0) });
export const healthBulletin = record<HealthBulletin>({
  status: state,
  at: finite(0),
  services: listOf(
    record<ServiceHealth>({
      name: serviceName,
      state,
      since: finite(0),
      instances: count,
      spare: nullable(count),
      waiting: count,
      ping: nullable(finite(0)),
      faults: listOf(
        record<ServiceFault>({
          of: oneOf('instance', 'callee', 'subscriber', 'ping', 'room'),
          name: text(256),
          expected: finite(0),
          seen: nullable(finite(0)),
          text: text(1_000),
        }),
        MOST.faults,
      ),
    }),
    MOST.services,
  ),
});
