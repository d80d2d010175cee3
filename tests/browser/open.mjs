// node open.mjs URL OUT.png: opens a page, waits until its pictures move no more, writes what is seen and prints its errors.
import { writeFile } from 'node:fs/promises';
import { chromium } from 'playwright-core';
import { CHROMIUM, FLAGS } from './viewer.mjs';

const [url, out] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
try {
  const page = await browser.newPage({ viewport: { width: 300, height: 360 } });
  const errors = [];
  page.on('console', (m) => { if (m.type() === 'error' && !/favicon/.test(m.location().url)) errors.push(m.text()); });
  page.on('pageerror', (e) => errors.push(e.message));
  await page.goto(url, { waitUntil: 'networkidle' });
  await page.waitForTimeout(4000); // textures are decoded and the first frames drawn
  await writeFile(out, await page.screenshot());
  console.log(JSON.stringify(errors));
} finally {
  await browser.close();
}
