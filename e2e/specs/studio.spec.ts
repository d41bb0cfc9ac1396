import { writeFile } from 'node:fs/promises';
import { decodeTour } from '../../anneal/tsp/state.ts';
import { givenLength } from '../../formats/import/given-tour.ts';
import { importText } from '../../formats/import/import.ts';
import { importTour } from '../../formats/import/tsplib-tour.ts';
import { test as base, expect } from '../fixtures.ts';
import { LehrProcess } from '../lehr-process.ts';
import { StudioPage } from '../pages/studio-page.ts';
import { slowness } from '../slowness.ts';
import { longest, type TraceEvent } from '../trace.ts';

/** A studio of its own, with a donor at work and no job. */
const test = base.extend<{ readonly studio: StudioPage }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixture's wishes from this pattern
  lehr: async ({}, use) => {
    const lehr = await LehrProcess.start('--no-job', '--donors', '1');
    await use(lehr);
    await lehr.remove();
  },
  studio: async ({ lehr, page }, use) => {
    await use(await new StudioPage(page).open(lehr));
  },
});

const csv = (count: number) =>
  ['name,lat,lon', ...Array.from({ length: count }, (_, i) => `Stop ${i + 1},${place(i).join()}`)].join('\n');

/** Round Munich, in an order nobody would drive. */
function place(i: number): [lat: number, lon: number] {
  return [48 + Math.sin(i * 7.13) / 4, 11.5 + Math.cos(i * 5.37) / 3];
}

test('a spreadsheet with headers of its own becomes a shorter tour, and each file of it comes back as that tour', async ({
  studio,
  page,
  observer,
}) => {
  const names = Array.from({ length: 60 }, (_, i) => `Tür ${i + 1}; "Hof", <Süd>`);
  const rows = names.map((name, i) => `"${name.replaceAll('"', '""')}";${i};${place(i).join(';')}`);
  await studio.give('Tour 7.csv', ['Wer;Nr;Hoch;Quer', ...rows].join('\n'));
  await expect(page.getByRole('region', { name: 'The first rows' })).toContainText('Hoch');
  await page.getByRole('button', { name: 'Use these columns' }).click();
  await expect(page.getByRole('alert')).toHaveText('Choose a column for each of the two numbers.');
  await page.getByLabel('Latitude').selectOption('2');
  await page.getByLabel('Longitude').selectOption('3');
  await page.getByLabel('Name (optional)').selectOption('0');
  await page.getByRole('button', { name: 'Use these columns' }).click();
  await expect(page.getByTestId('count')).toHaveText('60');

  await studio.start.click();
  await expect(studio.saved).toHaveText(/^\d+\u202f%$/);
  // The donor's answers, and not the start alone, are in what is taken home; and nothing changes it meanwhile.
  await expect(page.getByTestId('finders')).toContainText('Kiln');
  await page.getByTestId('result').getByRole('button', { name: 'Pause' }).click();
  await expect(studio.state).toHaveAttribute('data-state', 'paused');
  const { jobs } = await observer.call('lehr.job.list', {});
  const { best, finders } = await observer.call('lehr.job.get', { id: jobs[0]?.id ?? '' });
  const order = decodeTour(best?.state ?? new Uint8Array(), 60);

  const tour = await studio.download('tour');
  expect(tour.name).toBe('Tour-7.tour');
  expect([...importTour(tour.text, 60)]).toEqual([...order]);
  for (const format of ['csv', 'gpx', 'geojson']) {
    const { name, text } = await studio.download(format);
    expect(name).toBe(`Tour-7.${format}`);
    const read = importText(text, 'again');
    if (read.kind !== 'tsp') throw new Error(`${format} came back as ${read.kind}`);
    expect(read.view.names).toEqual(Array.from(order, (city) => names[city]));
    // Its order is now the order of the file.
    expect(givenLength(read.problem)).toBe(best?.energy);
  }
  const { name, text } = await studio.download('svg');
  expect(name).toBe('Tour-7.svg');
  expect(text).toContain(finders.donors[0]?.name);
  expect(
    await page.evaluate(
      (svg) => new DOMParser().parseFromString(svg, 'image/svg+xml').querySelector('parsererror'),
      text,
    ),
  ).toBeNull();
});

// Forms and the server's answers, which no browser sees otherwise.
test('what cannot be read is shown with its line, corrected there, and nothing of the rest is lost', {
  tag: '@chromium',
}, async ({ studio, page }) => {
  await studio.give('stops.csv', csv(8).replace('Stop 3,', 'Stop 3,north of '));
  await expect(page.getByTestId('where')).toHaveText('Line 4');
  await expect(page.getByTestId('fault')).toContainText('north of');
  await expect(page.locator('mark')).toHaveText('north');
  const line = page.getByRole('textbox', { name: /^Line 4/ });
  await line.fill((await line.inputValue()).replace('north of ', ''));
  await page.getByRole('button', { name: 'Read again with this line' }).click();
  await expect(studio.ready).toBeVisible();
  await expect(page.getByTestId('count')).toHaveText('8');

  // Pasted text stays where it was pasted.
  await page.getByRole('button', { name: 'Other places' }).click();
  await studio.paste('name,lat,lon\nA,91,11\nB,48,11\n');
  await expect(page.getByTestId('where')).toHaveText('Line 2');
  await page.getByRole('button', { name: 'Choose another file' }).click();
  await expect(page.getByRole('textbox', { name: 'Places as text' })).toHaveValue(/^name,lat,lon\nA,91/);
});

test('a GPX file that is dropped shows its places at once', async ({ studio, page }) => {
  const points = Array.from({ length: 12 }, (_, i) => {
    const [lat, lon] = place(i);
    return `<wpt lat="${lat}" lon="${lon}"><name>Hütte ${i + 1}</name></wpt>`;
  });
  const gpx = `<?xml version="1.0"?><gpx version="1.1" creator="e2e" xmlns="http://www.topografix.com/GPX/1/1">${points.join('')}</gpx>`;
  await studio.drop('alps.gpx', gpx);
  await expect(page.getByTestId('count')).toHaveText('12');
  await expect(page.getByTestId('given')).toHaveText(/^[\d,.]+\u202fkm$/);
  await expect(page.getByTestId('extent')).toHaveText(/^[\d.]+ × [\d.]+\u202fkm$/);
  await expect(page.getByRole('img', { name: /12 places, joined in the given order/ })).toBeVisible();
});

// As above.
test('cities of a country are a problem as well; a start that is stopped leaves no job, two presses of Start one', {
  tag: '@chromium',
}, async ({ studio, page, observer }) => {
  await page.getByLabel('Country').selectOption('AT');
  await page.getByLabel('How many').fill('40');
  await page.getByRole('button', { name: 'Show them' }).click();
  await expect(page.getByTestId('count')).toHaveText('40');
  await expect(page.getByLabel('Title, shown publicly')).toHaveValue('The 40 largest cities of Austria');
  // A server that takes its time: whoever sends much may think better of it.
  const sending = page.waitForRequest((request) => request.method() === 'PUT');
  await page.route('**/blob/*', (route) =>
    route.request().method() === 'PUT' ? undefined : route.continue(),
  );
  await studio.start.click();
  const upload = await sending;
  const brokenOff = page.waitForEvent('requestfailed', (request) => request === upload);
  await expect(page.getByTestId('sending')).toHaveText(/Sending the places: \d+\u202f%/);
  await page.getByRole('button', { name: 'Stop sending' }).click();
  await brokenOff;
  await expect(studio.start).toBeFocused();
  await expect(page.getByTestId('failure')).toHaveCount(0);
  await page.unroute('**/blob/*');
  await studio.start.dblclick();
  await expect(page.getByTestId('length')).toHaveText(/^[\d,.]+\u202fkm$/);
  await expect(page).toHaveURL(/\/studio\?job=j/);
  const { jobs } = await observer.call('lehr.job.list', {});
  expect(jobs.map(({ title }) => title)).toEqual(['The 40 largest cities of Austria']);
});

// As above.
test('a running job is paused, resumed, found again by a reload and a lost router, and cancelled when that is meant', {
  tag: '@chromium',
}, async ({ studio, page, lehr, observer }) => {
  await studio.give('stops.csv', csv(200));
  await page.getByLabel('Time of all donors together').last().selectOption('unlimited');
  await studio.start.click();
  await expect(studio.saved).toBeVisible();
  await expect(page.getByTestId('share')).toHaveText('Share 100\u202f%');
  const state = async () => (await observer.call('lehr.job.list', {})).jobs[0]?.state;

  await page.getByTestId('result').getByRole('button', { name: 'Pause' }).click();
  await expect(studio.state).toHaveAttribute('data-state', 'paused');
  expect(await state()).toBe('paused');
  await page.reload();
  await expect(studio.state).toHaveAttribute('data-state', 'paused');
  await expect(studio.saved).toBeVisible();
  await page.getByTestId('result').getByRole('button', { name: 'Resume' }).click();
  await expect(studio.state).toHaveAttribute('data-state', 'running');

  await lehr.kill('SIGKILL');
  await expect(page.getByTestId('connection')).toHaveAttribute('data-state', 'connecting');
  await expect(studio.saved).toBeVisible(); // what was there stays to be seen
  await lehr.start();
  await expect(page.getByTestId('connection')).toHaveAttribute('data-state', 'online');
  const before = await studio.figure('elapsed');
  await expect(page.getByTestId('elapsed')).not.toHaveText(before);

  await page.getByTestId('result').getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('button', { name: 'Let it run' }).click();
  expect(await state()).toBe('running');
  await page
    .getByTestId('job-row')
    .getByRole('button', { name: /^Cancel/ })
    .click();
  await page.getByRole('button', { name: 'Cancel it' }).click();
  await expect(studio.state).toHaveText('Cancelled');
  expect(await state()).toBe('cancelled');
  // Its history and its files stay.
  await expect(page.locator('lehr-length-chart').getByRole('img')).toBeVisible();
  expect((await studio.download('tour')).text).toContain('DIMENSION : 200');
});

// As above.
test('without a token there is everything to see and nothing to change, and a wrong one is said to be wrong', {
  tag: '@chromium',
}, async ({ lehr, studio, page, browser }) => {
  await studio.give('stops.csv', csv(30));
  await studio.start.click();
  await expect(studio.saved).toBeVisible();

  const other = await browser.newContext();
  const guest = await other.newPage();
  await guest.goto(page.url());
  await expect(guest.getByTestId('saved')).toBeVisible();
  await expect(guest.getByTestId('sign-in')).toContainText('lehr serve prints');
  await expect(guest.getByRole('button', { name: /^(Pause|Cancel)/ })).toHaveCount(0);
  await guest.getByRole('link', { name: 'New tour' }).click();
  await new StudioPage(guest).give('mine.csv', csv(20));
  await expect(guest.getByRole('button', { name: 'Start', exact: true })).toBeDisabled();

  const token = guest.getByLabel('Token');
  await token.fill('not-the-token-of-this-server');
  await guest.getByRole('button', { name: 'Sign in' }).click();
  await expect(guest.getByRole('alert')).toHaveText('This token is not the one of this server.');
  await token.fill(await lehr.token('submit'));
  await guest.getByRole('button', { name: 'Sign in' }).click();
  // What was read meanwhile is still there.
  await guest.getByRole('button', { name: 'Start', exact: true }).click();
  await expect(guest.getByTestId('saved')).toBeVisible();
  await expect(guest.getByTestId('job-row')).toHaveCount(2);
  await other.close();
});

test('50,000 places do not hold the page up', async ({ studio, page, browser, browserName }, info) => {
  const path = info.outputPath('all.csv');
  await writeFile(path, csv(50_000));
  const traced = browserName === 'chromium';
  if (traced) await browser.startTracing(page, { categories: ['toplevel', '__metadata'] });
  await studio.file.setInputFiles(path);
  await expect(page.getByTestId('count')).toHaveText('50,000');
  await expect(page.getByRole('img', { name: /50,000 places/ })).toBeVisible();
  if (!traced) return;
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as {
    traceEvents: TraceEvent[];
  };
  const busiest = longest(traceEvents, 'CrRendererMain');
  expect(busiest).toBeGreaterThan(0);
  expect(busiest).toBeLessThan(50 * slowness());
});
