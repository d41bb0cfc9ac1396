/**
 * The public door of the peer: `import { connect, pipe, run } from 'lehr/peer'`. Runs in Node and in browsers, on any WAMP
 * router that speaks MessagePack over WebSocket.
 */
export { type BlobRef, type Blobs, type BlobsOptions, blobs, type Claim, type PutOptions } from './blob.ts';
export {
  type CallOptions,
  type CallResult,
  type CancelMode,
  connect,
  type EventContext,
  type InvocationContext,
  type Peer,
  type PeerOptions,
  type PeerState,
  type RawCall,
  type RawEvent,
  type RawPublication,
  type RawResult,
  type RegisterOptions,
  type SlotEvent,
  type SlotOptions,
  type TopicPattern,
} from './client.ts';
export { AllFailed } from './compose/all-failed.ts';
export { andand, batch, given, oror, parallel, pipe, within } from './compose/compose.ts';
export { type Arrival, type Gathering, type GatherOptions, gather } from './compose/gather.ts';
export { type Outcome, outputsOf } from './compose/outcome.ts';
export {
  type AnyPart,
  type Caller,
  type Composition,
  type InputOf,
  type OutputOf,
  type PartContext,
  type RunOptions,
  run,
} from './compose/part.ts';
export { type RemoteShape, remote } from './compose/remote.ts';
export { asWampError, ERRORS, isUnavailable, isWampError, WampError } from './errors.ts';
export type { Fact, Following, FollowOptions } from './following.ts';
export type {
  HealthBulletin,
  HealthState,
  ServiceDeclaration,
  ServiceFault,
  ServiceHealth,
} from './health/bulletin.ts';
export { declareService, type ServiceOptions } from './health/declare.ts';
export type { Link, LinkFactory } from './link.ts';
export type { Input, Output, Procedure, Procedures } from './procedures.ts';
export { type FactOptions, publishFact } from './publish-fact.ts';
export type { Topic, Topics } from './topics.ts';
export { webSocketLink } from './web-socket-link.ts';
