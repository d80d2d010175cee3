// A headless Chromium with our page open: serve, launch, collect what the console says.
import { createServer } from 'node:http';
import { access, readFile } from 'node:fs/promises';
import { extname, join, normalize, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const TYPES = { '.html': 'text/html', '.mjs': 'text/javascript', '.js': 'text/javascript', '.json': 'application/json' };
export const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
// Software rendering: the picture does not depend on the machine's graphics card.
export const FLAGS = ['--no-sandbox', '--disable-gpu', '--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'];
// Chromium's own remarks about reading pixels back; they say nothing about the file.
const NOISE = /GPU stall due to ReadPixels|Automatic fallback to software WebGL|favicon/;

function serve(files) {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, 'http://127.0.0.1');
    const model = /^\/model\/(\d+)$/.exec(pathname);
    const path = model ? files[Number(model[1])] : join(HERE, normalize(pathname));
    try {
      const body = await readFile(path);
      response.writeHead(200, { 'content-type': TYPES[extname(path)] ?? 'application/octet-stream' }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  return new Promise((done) => { server.listen(0, '127.0.0.1', () => done(server)); });
}

// Calls `use(page, summary, messages, index)` once for each file, in a fresh page, and gives back the results. Files of `more`
// are served after them, at /model/N, but not opened. `html` is the page that loads the files: of three-vrm, or another engine.
export async function withFiles(paths, use, more = [], html = 'page.html') {
  const files = [...paths, ...more].map((p) => resolve(p));
  await Promise.all(files.map((file) => access(file)));
  const server = await serve(files);
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
  try {
    const results = [];
    for (let index = 0; index < paths.length; index += 1) {
      results.push(await inPage(browser, `http://127.0.0.1:${server.address().port}/${html}`, index, use));
    }
    return results;
  } finally {
    await browser.close();
    server.close();
  }
}

async function inPage(browser, address, index, use) {
  const page = await browser.newPage();
  const messages = [];
  page.on('console', (m) => {
    if (['warning', 'error'].includes(m.type()) && !NOISE.test(m.text() + m.location().url)) messages.push(`${m.type()}: ${m.text()}`);
  });
  page.on('pageerror', (e) => messages.push(`error: ${e.message}`));
  try {
    await page.goto(address);
    await page.waitForFunction(() => window.moeforge !== undefined);
    const summary = await page.evaluate((url) => window.moeforge.load(url), `/model/${index}`);
    return await use(page, summary, messages, index);
  } finally {
    await page.close();
  }
}
