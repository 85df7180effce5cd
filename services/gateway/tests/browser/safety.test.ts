import { get, type IncomingMessage } from 'node:http';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { expect } from 'vitest';
import { describeInChromium, it } from './chromium.js';
import { DRAWING, DRAWINGS, STATUS } from './example-service.js';
import { choose, PAGE_STATES, submit } from './page-states.js';

describeInChromium('the pages', () => {
  it('load only from their own origin, break no policy, set no cookie and store nothing', async ({
    page,
    service,
  }) => {
    const elsewhere: string[] = [];
    const complaints: string[] = [];
    page.on('request', (request) => {
      const { origin, protocol } = new URL(request.url());
      if (origin !== service.base && protocol !== 'blob:' && protocol !== 'data:')
        elsewhere.push(request.url());
    });
    page.on('console', (message) => {
      if (message.type() === 'error' && !/status of 4\d\d|status of 503/.test(message.text()))
        complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(String(error)));
    for (const state of PAGE_STATES) {
      await state.enter(page, service, 'en');
      expect(
        await page.evaluate(() => [localStorage.length, sessionStorage.length, document.cookie]),
      ).toEqual([0, 0, '']);
    }
    expect(elsewhere).toEqual([]);
    expect(complaints).toEqual([]);
    expect(await page.context().cookies()).toEqual([]);
  });

  it('remember the theme that was chosen, and nothing else', async ({ page, service }) => {
    await page.goto(`${service.base}/`);
    await page.check('input[name=theme][value=dark]');
    await page.goto(`${service.base}/model-info`);
    expect(await page.evaluate(() => document.documentElement.dataset.theme)).toBe('dark');
    expect(await page.isChecked('input[name=theme][value=dark]')).toBe(true);
    expect(await page.evaluate(() => ({ ...localStorage }))).toEqual({ theme: 'dark' });
    await page.check('input[name=theme][value=auto]');
    expect(await page.evaluate(() => localStorage.length)).toBe(0);
  });

  it('show a file name with markup as text, and ignore the file’s metadata', async ({ page, service }) => {
    service.status = STATUS.standIn;
    // Records what is sent: each field with its file's name.
    await page.addInitScript(() => {
      const { send } = XMLHttpRequest.prototype;
      const sent: string[] = [];
      Object.assign(window, { sent });
      XMLHttpRequest.prototype.send = function (body) {
        if (body instanceof FormData)
          for (const [field, file] of body) sent.push(`${field}: ${file instanceof File ? file.name : file}`);
        send.call(this, body);
      };
    });
    const name = '<img src=x onerror="window.wasRun=1">.jpg';
    await page.goto(`${service.base}/`);
    const files = ['', '<script>window.wasRun=1</script>'].map((prefix) => ({
      name: prefix + name,
      mimeType: 'image/jpeg',
      buffer: withExif(DRAWING, '"><script>window.wasRun=1</script><img src=x onerror=window.wasRun=1>'),
    }));
    await choose(page, files);
    expect(await page.locator('[data-name]').allTextContents()).toEqual(files.map((file) => file.name));
    await submit(page);
    // Answers come in any order: wait for the first file's.
    await page
      .locator('[data-kind=done]', { has: page.getByText(name, { exact: true }) })
      .locator('[data-open]')
      .click();
    expect(await page.textContent('[data-file-name]')).toBe(name);
    expect(await page.content()).not.toContain('<img src="x"');
    expect(await page.evaluate(() => 'wasRun' in window)).toBe(false);
    expect(await page.evaluate(() => Object(window).sent)).toEqual([
      'image: image',
      'explain: none',
      'image: image',
      'explain: none',
    ]);
  });

  it('let no script turn a string into markup', async ({ page, service }) => {
    await page.goto(`${service.base}/`);
    const refused = await page.evaluate(() => {
      try {
        document.body.insertAdjacentHTML('beforeend', '<b>markup</b>');
        return false;
      } catch (error) {
        return error instanceof TypeError;
      }
    });
    expect(refused).toBe(true);
  });

  it('weigh at most 60 KB compressed without pictures, of which scripts 30 KB', async ({ service }) => {
    service.status = STATUS.standIn;
    const sizes: Record<string, number> = {};
    for (const path of ['/', '/model-info', '/api/docs']) {
      const response = await fetch(service.base + path, { headers: { 'Accept-Encoding': 'br' } });
      expect(response.headers.get('content-encoding')).toBe('br');
      const html = await response.text();
      const assets = [...html.matchAll(/(?:href|src)="(\/assets\/[^"]+\.(?:css|js|woff2)[^"]*)"/g)];
      const loaded = await Promise.all(
        assets.map(async ([, asset = '']) =>
          Buffer.from(await (await fetch(service.base + asset)).arrayBuffer()),
        ),
      );
      // Fonts are compressed already.
      const bytes = loaded.map((file) => Math.min(file.length, gzipSync(file).length));
      sizes[path] = brotliCompressSync(html).length + bytes.reduce((sum, size) => sum + size, 0);
      const scripts = assets.map(([, asset = ''], index) =>
        asset.includes('.js') ? (bytes[index] ?? 0) : 0,
      );
      expect(assets.length).toBe(4);
      expect(scripts.reduce((sum, size) => sum + size, 0)).toBeLessThan(30_000);
    }
    expect(Math.max(...Object.values(sizes))).toBeLessThan(60_000);
  });

  it('cache an asset whose address has a version, and revalidate one without', async ({ service }) => {
    const html = await (await fetch(service.base)).text();
    const [, href = ''] = /href="(\/assets\/style\.css\?v=\w+)"/.exec(html) ?? [];
    const versioned = await fetch(service.base + href);
    expect(versioned.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    const plain = await fetch(`${service.base}/assets/style.css`);
    expect([plain.status, plain.headers.get('cache-control')]).toEqual([200, 'no-cache']);
    // Not by `fetch`, which asks for a fresh answer whenever a caller sets this header.
    const again = await new Promise<IncomingMessage>((resolve) => {
      const headers = { 'If-None-Match': plain.headers.get('etag') ?? '' };
      get(`${service.base}/assets/style.css`, { headers }, resolve);
    });
    expect([again.resume().statusCode, again.headers['content-length']]).toEqual([304, undefined]);
    expect((await fetch(`${service.base}/assets/style.css`, { method: 'POST' })).status).toBe(405);
    expect((await fetch(`${service.base}/assets/examples/manifest.json`)).status).toBe(404);
    expect((await fetch(`${service.base}/assets/../package.json`)).status).toBe(404);
  });

  it('show the image as it is, whatever the colours of the page', async ({ page, service }) => {
    service.status = STATUS.standIn;
    const looks = [
      { colorScheme: 'light' },
      { colorScheme: 'dark' },
      { colorScheme: 'dark', forcedColors: 'active' },
      { colorScheme: 'light', contrast: 'more' },
    ] as const;
    const pictures = [];
    for (const look of looks) {
      await page.emulateMedia({ forcedColors: 'none', ...look });
      await page.goto(`${service.base}/`);
      await choose(page, DRAWINGS[1] ?? '');
      await submit(page);
      const lesion = page.locator('.framed .lesion');
      await lesion.waitFor();
      await page.waitForFunction(() => document.querySelector<HTMLImageElement>('.framed .lesion')?.complete);
      // Half a pixel at the edge is blended with the page, so the middle is compared.
      const box = await lesion.boundingBox();
      if (!box) throw new Error('lesion: expected a box');
      const clip = { x: Math.ceil(box.x) + 2, y: Math.ceil(box.y) + 2, width: 200, height: 150 };
      pictures.push((await page.screenshot({ clip })).toString('base64'));
    }
    expect(new Set(pictures).size).toBe(1);
  });
});

/** The same JPEG with an EXIF block whose description is this text. */
function withExif(jpeg: Buffer, text: string): Buffer {
  const value = Buffer.from(`${text}\0`, 'latin1');
  const tiff = Buffer.alloc(26);
  tiff.write('II*\0', 'latin1');
  tiff.writeUInt32LE(8, 4);
  tiff.writeUInt16LE(1, 8);
  // ImageDescription, ASCII, at the end of this directory.
  tiff.writeUInt16LE(0x010e, 10);
  tiff.writeUInt16LE(2, 12);
  tiff.writeUInt32LE(value.length, 14);
  tiff.writeUInt32LE(26, 18);
  const body = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff, value]);
  const head = Buffer.alloc(4);
  head.writeUInt16BE(0xffe1, 0);
  head.writeUInt16BE(body.length + 2, 2);
  return Buffer.concat([jpeg.subarray(0, 2), head, body, jpeg.subarray(2)]);
}
