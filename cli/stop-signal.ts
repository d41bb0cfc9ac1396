/**
 * SIGINT and SIGTERM as one promise; a second signal, or two seconds without an end, ends the process at once. SIGHUP is left to Node:
 * nohup has it ignored, and whoever listens hears it again.
 */
const PATIENCE = 1_800;

export interface StopSignal {
  /** Resolves at the first signal. */
  readonly asked: Promise<void>;
  /** Gives the signals back to Node. */
  release(): void;
}

export function stopSignal(): StopSignal {
  let ask = () => {};
  const asked = new Promise<void>((resolve) => {
    ask = resolve;
  });
  let count = 0;
  const onSignal = (signal: NodeJS.Signals) => {
    const code = signal === 'SIGINT' ? 130 : 143;
    count++;
    if (count > 1) process.exit(code);
    setTimeout(() => process.exit(code), PATIENCE).unref();
    ask();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return {
    asked,
    release() {
      process.off('SIGINT', onSignal);
      process.off('SIGTERM', onSignal);
    },
  };
}
