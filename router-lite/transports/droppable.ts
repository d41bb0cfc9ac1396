import type { Message } from '../core/messages.ts';

/** Where a later message of its kind makes up for it, at least for most applications. Whoever follows facts wants each of them. */
export function isDroppable(message: Message): boolean {
  return (
    (message.type === 'EVENT' && message.kept !== true) ||
    (message.type === 'RESULT' && message.details.progress === true)
  );
}
