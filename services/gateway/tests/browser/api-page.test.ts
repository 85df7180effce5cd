import { expect } from 'vitest';
import { describeInChromium, it } from './chromium.js';
import { DRAWINGS, STATUS } from './example-service.js';
import { choose, NOT_AN_IMAGE } from './page-states.js';

describeInChromium('the API page', () => {
  it('copies code and shows the answer to an image in place, by keyboard', async ({ browser, service }) => {
    service.status = STATUS.standIn;
    const context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] });
    const page = await context.newPage();
    await page.goto(`${service.base}/es/api/docs`);

    const example = page.locator('[data-example=python]');
    await example.getByRole('button', { name: 'Copiar' }).press('Enter');
    await expect.poll(() => example.getByRole('status').textContent()).toBe('Copiado');
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied).toBe(await example.locator('[data-code]').textContent());
    expect(copied).toContain(`"${service.base}/api/v1/classify"`);

    const status = page.locator('[data-try-status]');
    const answer = page.locator('[data-try-answer] [data-code]');
    // The button of the input itself would have the browser's language.
    const button = page.locator('form[data-try] .file-button');
    expect(await button.textContent()).toBe('Elegir una imagen');
    const input = button.locator('input');
    const opacity = () => input.evaluate((one) => getComputedStyle(one).opacity);
    expect(await opacity()).toBe('0');
    await choose(page, DRAWINGS[1] ?? '');
    expect(await opacity()).toBe('1');
    await page.getByRole('button', { name: 'Enviar' }).press('Enter');
    await expect.poll(() => status.textContent()).toBe('Ha llegado la respuesta, con el estado 200.');
    expect(JSON.parse((await answer.textContent()) ?? '')).toMatchObject({ topClass: 'MEL' });
    await choose(page, NOT_AN_IMAGE);
    await page.getByRole('button', { name: 'Enviar' }).press('Enter');
    await expect.poll(() => status.textContent()).toBe('Ha llegado la respuesta, con el estado 415.');
    expect(JSON.parse((await answer.textContent()) ?? '')).toMatchObject({ code: 'unsupported_media_type' });
    expect(page.url()).toBe(`${service.base}/es/api/docs`);
    await context.close();
  });

  it('selects code where the browser lets nobody copy', async ({ page, service }) => {
    await page.addInitScript(() => Reflect.deleteProperty(Navigator.prototype, 'clipboard'));
    await page.goto(`${service.base}/en/api/docs`);
    const example = page.locator('[data-example=curl]');
    await example.getByRole('button', { name: 'Copy' }).click();
    await expect.poll(() => example.getByRole('status').textContent()).toMatch(/^Selected/);
    const selected = await page.evaluate(() => getSelection()?.toString());
    expect(selected).toBe(await example.locator('[data-code]').textContent());
  });

  it('works without script: the answer is a page of JSON, and there is nothing to press that does nothing', async ({
    scriptlessPage: page,
    service,
  }) => {
    await page.goto(`${service.base}/en/api/docs`);
    expect(await page.locator('button:visible').allTextContents()).toEqual(['Send']);
    await choose(page, DRAWINGS[1] ?? '');
    await page.getByRole('button', { name: 'Send' }).click();
    await page.waitForURL(`${service.base}/api/v1/classify`);
    expect(JSON.parse((await page.textContent('body')) ?? '')).toMatchObject({ topClass: 'MEL' });
  });
});
