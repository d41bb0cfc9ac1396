import type { Message } from '../core/messages.ts';

/** Where a later message of its kind makes up for it, at least for most applications. */
export function isDroppable(message: Message): boolean {
  return message.type === 'EVENT' || (message.type === 'RESULT' && message.details.progress === true);
}
