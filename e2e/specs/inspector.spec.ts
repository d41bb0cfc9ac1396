/** The inspector over a router that knows nothing of Lehr: real peers come, serve, listen, publish and go. */
import { expect, test } from '../inspector-fixtures.ts';

const deferred = () => {
  let resolve = () => {};
  const promise = new Promise<void>((yes) => {
    resolve = yes;
  });
  return { promise, resolve };
};

test('sessions are shown as they join and leave, and one is ended after a question, with a reason', async ({
  router,
  inspector,
  page,
}) => {
  await expect(inspector.rows('this page')).toHaveCount(1);
  const peer = router.join();
  const other = router.join();
  await expect(inspector.rows('Node 20')).toHaveCount(2);
  await other.close();
  await expect(inspector.rows('Node 20')).toHaveCount(1);

  // The page's own session is not offered its end.
  await inspector.rows('this page').click();
  await expect(page.getByRole('button', { name: 'End this session' })).toHaveCount(0);

  const ended = new Promise<string>((resolve) => {
    peer.onState((state) => state.is === 'connecting' && state.reason !== '' && resolve(state.reason));
  });
  await inspector.rows('Node 20').click();
  await expect(inspector.panel).toContainText('websocket');
  await page.getByRole('button', { name: 'End this session' }).click();
  const reason = page.getByLabel('Reason (a URI)');
  await reason.fill('no uri');
  await page.getByRole('button', { name: 'End it' }).click();
  await expect(page.getByRole('alert')).toContainText('wamp.close.killed');
  await page.getByRole('button', { name: 'Keep it' }).click();
  await page.getByRole('button', { name: 'End this session' }).click();
  await reason.fill('com.example.maintenance');
  await page.getByLabel('Message to the peer (optional)').fill('back at noon');
  await page.getByRole('button', { name: 'End it' }).click();
  expect(await ended).toBe('com.example.maintenance: back at noon');
  await expect(inspector.panel).toContainText('The session was ended.');
});

test('registrations are shown with what each callee has in hand and what waits', async ({
  router,
  inspector,
  page,
}) => {
  await inspector.open('Registrations');
  await expect(page.getByText('Nobody serves anything.')).toBeVisible();
  const [first, second, caller] = [router.join(), router.join(), router.join()];
  const release = deferred();
  const options = { invoke: 'load', concurrency: 1 } as const;
  const undo = await first.registerUri('com.example.work', () => release.promise, options);
  await second.registerUri('com.example.work', () => release.promise, options);
  await inspector.rows('com.example.work').click();
  await expect(page.getByTestId('callee')).toHaveCount(2);
  const calls = [1, 2, 3, 4, 5].map(() => caller.callUri('com.example.work'));
  await expect(page.getByTestId('in-flight')).toHaveText('2');
  await expect(page.getByTestId('queue')).toHaveText('3');
  await expect(page.getByTestId('callee').first()).toContainText('1');
  await expect(page.getByTestId('vital-waiting')).toHaveText('3');
  release.resolve();
  await Promise.all(calls);
  await expect(page.getByTestId('queue')).toHaveText('0');
  await expect(page.getByTestId('in-flight')).toHaveText('0');
  await undo();
  await expect(page.getByTestId('callee')).toHaveCount(1);
  await second.close();
  await expect(inspector.rows('com.example.work')).toHaveCount(0);
});

test('subscriptions are shown with who listens, and their events as they come, binary and kwargs too', async ({
  router,
  inspector,
  page,
}) => {
  const [reader, writer] = [router.join(), router.join()];
  const undo = await reader.subscribeUri('com.example.news', () => {});
  await inspector.open('Subscriptions');
  await inspector.rows('com.example.news', 'exact').click();
  await expect(page.getByTestId('subscriber')).toHaveCount(1);
  await page.getByRole('button', { name: 'Listen too' }).click();
  // What the page itself listens to is in the list as well.
  await inspector.open('Subscriptions');
  await expect(page.getByTestId('subscriber')).toHaveCount(2);
  await undo();
  await expect(page.getByTestId('subscriber')).toHaveCount(1);

  await inspector.open('Events');
  writer.publishUri('com.example.news', [{ title: 'first' }]);
  await inspector.rows('com.example.news', 'first').click();
  await expect(inspector.panel).toContainText('"title": "first"');
  await page.getByRole('button', { name: 'Close' }).click();
  await page.getByRole('button', { name: 'com.example.news', exact: false }).click();
  await inspector.open('Subscriptions');
  await expect(inspector.rows('com.example.news')).toHaveCount(0);
  await inspector.open('Events');

  await inspector.listen('com.');
  await inspector.open('Subscriptions');
  await expect(inspector.rows('com.', 'prefix')).toHaveCount(1);
  await inspector.open('Events');
  writer.publishUri('com.other', [new Uint8Array([255, 0, 16])]);
  await expect(inspector.rows('com.other')).toContainText('3 bytes: ff 00 10');
  const wire = await router.joinByHand({ publisher: {} });
  wire.send(16, 1, {}, 'com.kwargs', [], { level: 9 });
  await expect(inspector.rows('com.kwargs')).toContainText('{"level": 9}');

  // Paused it holds still, and nothing is lost.
  await page.getByRole('button', { name: 'Pause' }).click();
  for (let n = 1; n <= 3; n += 1) writer.publishUri('com.paused', [n]);
  await expect(page.getByText('3 newer: show')).toBeVisible();
  await expect(inspector.rows('com.paused')).toHaveCount(0);
  await page.getByRole('button', { name: 'Go on' }).click();
  await expect(inspector.rows('com.paused')).toHaveCount(3);
  await page.getByLabel('Filter').fill('COM.paused 2');
  await expect(inspector.rows()).toHaveCount(1);
  await page.getByLabel('Filter').fill('');
  await page.getByRole('button', { name: 'Clear' }).click();
  await expect(inspector.rows()).toHaveCount(0);
});

// Forms and the router's answers, which no browser sees otherwise.
test('procedures are called by hand: results, errors, progress, cancelling, and mistakes with their place', {
  tag: '@chromium',
}, async ({ router, inspector, page }) => {
  const callee = router.join();
  await callee.registerUri('com.example.sum', (args) => (args as number[]).reduce((sum, n) => sum + n, 0));
  await inspector.open('Registrations');
  await inspector.rows('com.example.sum').click();
  await page.getByRole('button', { name: 'Call it' }).click();
  await expect(page.getByLabel('Procedure')).toHaveValue('com.example.sum');
  await inspector.call('com.example.sum', '[1, 2,\n 39');
  await expect(page.getByRole('alert')).toContainText('line 2');
  await expect(inspector.record()).toHaveCount(0);
  await inspector.call('com.example.sum', '[1, 2, 39]');
  await expect(inspector.record().getByTestId('result')).toContainText('42');

  await inspector.call('com.example.nobody');
  await expect(inspector.record().getByTestId('error')).toContainText('wamp.error.no_such_procedure');

  const wire = await router.joinByHand({
    callee: { features: { progressive_call_results: true, call_canceling: true } },
  });
  wire.send(64, 1, {}, 'com.example.slow');
  await wire.hears(65);
  await page.getByText('Options').click();
  await page.getByLabel('Ask for progressive results').check();
  await inspector.call('com.example.slow', '["\\u0000AAEC"]', '{"by": 2}');
  const [, request, , , args, kwargs] = await wire.hears(68);
  expect([args, kwargs]).toEqual([['\0AAEC'], { by: 2 }]);
  wire.send(70, request, { progress: true }, ['half']);
  await expect(inspector.record()).toContainText('1 progressive result');
  await expect(inspector.record()).toHaveAttribute('data-state', 'running');
  wire.send(70, request, {}, ['whole'], { parts: 2 });
  await expect(inspector.record()).toHaveAttribute('data-state', 'done');
  await expect(inspector.record().getByTestId('result')).toContainText('whole');
  await expect(inspector.record()).toContainText('"parts": 2');

  await inspector.call('com.example.slow');
  const [, again] = await wire.hears(68);
  await inspector.record().getByRole('button', { name: 'Cancel' }).click();
  expect((await wire.hears(69))[1]).toBe(again);
  await expect(inspector.record()).toHaveAttribute('data-state', 'cancelled');

  await page.getByLabel('Time-out in seconds').fill('0.2');
  await inspector.call('com.example.slow');
  await expect(inspector.record().getByTestId('error')).toContainText('wamp.error.timeout');
  await expect(page.getByTestId('call')).toHaveCount(5);
});
