// Pictures of VRM and GLB files in three-vrm. One file, view and expression give one picture; more give a contact
// sheet with a row for each file, or as many columns as --columns says.
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { CHROMIUM, FLAGS, withFiles } from './viewer.mjs';

const USAGE = `usage: node shoot.mjs FILE... OUT.png [options]
  --view NAMES        comma-separated: front, three-quarter, side, back, face, close, portrait, bust, profile,
                      hair-front, hair-back (default front)
  --expression NAMES  comma-separated expressions or morphs, each NAME or NAME:WEIGHT; "neutral" for none
  --size WxH          pixels of one picture (default 512x768; 512x512 for views of the head)
  --gaze NAME         ahead, left, right, up, down
  --pose NAMES        standing (default), t, or comma-separated .vrma files taken in turn by the files, with their faces
  --wire              edges of all triangles over the figure
  --settle SECONDS    let the springs swing first (default 1)
  --columns N         pictures in a row of the sheet`;
const WHOLE = ['front', 'three-quarter', 'side', 'back'];
const HEADS = ['face', 'close', 'portrait', 'bust', 'profile', 'hair-front', 'hair-back'];
const OPTIONS = {
  view: { type: 'string', default: 'front' },
  expression: { type: 'string', default: 'neutral' },
  size: { type: 'string' },
  gaze: { type: 'string', default: 'ahead' },
  pose: { type: 'string', default: 'standing' },
  settle: { type: 'string', default: '1' },
  columns: { type: 'string' },
  wire: { type: 'boolean', default: false },
};

function fail(message) {
  console.error(message);
  process.exit(2);
}

function arguments_() {
  const { values, positionals } = parseArgs({ options: OPTIONS, allowPositionals: true });
  const out = positionals.pop();
  if (positionals.length === 0 || !out?.endsWith('.png')) fail(USAGE);
  const views = values.view.split(',');
  const stray = views.find((view) => ![...WHOLE, ...HEADS].includes(view));
  if (stray) fail(`there is no view ${stray}; choose of ${[...WHOLE, ...HEADS].join(', ')}`);
  views.forEach((view) => sizeOf(values.size, view));
  const expressions = values.expression.split(',').map((e) => e.split(':'));
  return { files: positionals, out, views, expressions, ...values };
}

function sizeOf(size, view) {
  const match = /^(\d+)x(\d+)$/.exec(size ?? (HEADS.includes(view) ? '512x512' : '512x768'));
  return match ? [Number(match[1]), Number(match[2])] : fail(`--size ${size} is not WxH`);
}

function checkExpressions(expressions, known) {
  const stray = expressions.map(([name]) => name).find((name) => name !== 'neutral' && !known.includes(name));
  if (stray) fail(`there is no expression ${stray}; choose of ${known.join(', ')}`);
}

// Data URLs of every view and expression of the file that is loaded.
async function pictures(page, { views, expressions, pose, settle, gaze, size, wire, struck }) {
  const vrm = await page.evaluate(() => window.moeforge.isVrm());
  if (wire) await page.evaluate(() => window.moeforge.wire());
  if (struck) await page.evaluate((a) => window.moeforge.strike(...a), [struck, Number(settle)]);
  else await page.evaluate((p) => window.moeforge.pose(p), {
    standing: pose === 'standing', settle: Number(settle), gaze: vrm ? gaze : undefined,
  });
  const found = [];
  for (const view of views) {
    const [width, height] = sizeOf(size, view);
    for (const [expression, weight = 1] of expressions) {
      const wanted = expression === 'neutral' ? {} : { expression, weight: Number(weight) };
      if (!struck || expression !== 'neutral') await page.evaluate((p) => window.moeforge.pose(p), wanted);
      found.push(await page.evaluate((a) => window.moeforge.shoot(...a), [view, width, height]));
    }
  }
  return found;
}

async function sheet(rows, columns) {
  const images = rows.flat().map((url) => `<img src="${url}" style="display:block">`).join('');
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
  try {
    const page = await browser.newPage();
    await page.setContent(
      `<body style="margin:0"><div style="display:inline-grid;grid-template-columns:repeat(${columns},auto)">${images}</div>`);
    return await page.locator('div').screenshot();
  } finally {
    await browser.close();
  }
}

const wanted = arguments_();
const clips = wanted.pose.split(',').filter((name) => name.endsWith('.vrma'));
const rows = await withFiles(wanted.files, (page, summary, messages, index) => {
  messages.forEach((m) => console.error(m));
  checkExpressions(wanted.expressions, summary.expressions);
  const struck = clips.length && `/model/${wanted.files.length + (index % clips.length)}`;
  return pictures(page, { ...wanted, struck });
}, clips);
const one = rows.flat().length === 1;
const columns = Number(wanted.columns ?? rows[0].length);
const data = one ? Buffer.from(rows[0][0].split(',')[1], 'base64') : await sheet(rows, columns);
await writeFile(wanted.out, data);
