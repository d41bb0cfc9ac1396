/** What a queue of work is to a client that measures it: events go in and are confirmed, come out, and are done with. */

export interface Queue {
  /** Sends the event; `confirmed` of the listener when it is safe. */
  publish(): void;
  /** The event that came out is done with. */
  done(token: unknown): void;
  close(): void;
}

export interface QueueListener {
  confirmed(): void;
  delivered(token: unknown): void;
}

export interface QueueLoad {
  readonly count: number;
  /** Publications without their confirmation, at most. */
  readonly window: number;
}

export const PAYLOAD = 'x'.repeat(64);

/** Events a second through the queue, from the first publication until the last is confirmed, delivered and done with. */
export function flow(
  open: (listener: QueueListener) => Promise<Queue>,
  { count, window }: QueueLoad,
): Promise<number> {
  return new Promise((resolve, reject) => {
    let [sent, confirmed, done] = [0, 0, 0];
    let began = 0;
    const opened = open({
      confirmed() {
        confirmed += 1;
        if (sent < count) next();
        else end();
      },
      delivered(token) {
        done += 1;
        void opened.then((queue) => queue.done(token));
        end();
      },
    });
    let queue: Queue;
    const next = () => {
      sent += 1;
      queue.publish();
    };
    const end = () => {
      if (confirmed < count || done < count) return;
      const seconds = (performance.now() - began) / 1000;
      queue.close();
      resolve(count / seconds);
    };
    opened.then((made) => {
      queue = made;
      began = performance.now();
      for (let i = 0; i < Math.min(window, count); i++) next();
    }, reject);
  });
}
