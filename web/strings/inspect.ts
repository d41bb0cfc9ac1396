/** What the inspector says, a file a tab with both languages; apart from the other pages' words, so that these need not load it. */
import { call } from './inspect/call.ts';
import { frame } from './inspect/frame.ts';
import { lists } from './inspect/lists.ts';
import { services } from './inspect/services.ts';
import { slots } from './inspect/slots.ts';
import { tail } from './inspect/tail.ts';

export const inspectStrings = { ...frame, ...lists, services, slots, tail, call };
