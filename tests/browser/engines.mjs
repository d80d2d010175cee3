// node engines.mjs TASK.json : loads glTF files in engines other than three-vrm and prints one JSON report a line.
// TASK.json is a list of {engine, file, state: {bones, morphs}, facing, picture, size}; picture, a PNG to write, may be null.
import { readFile, writeFile } from 'node:fs/promises';
import { withFiles } from './viewer.mjs';

const [path] = process.argv.slice(2);
if (path === undefined) {
  console.error('usage: node engines.mjs TASK.json');
  process.exit(2);
}
const tasks = JSON.parse(await readFile(path));

// What the engine makes of the file at rest and in the state asked for.
async function look(page, { state, facing, picture, size, yaw = 20 }) {
  const rest = await page.evaluate(() => window.moeforge.positions());
  await page.evaluate((s) => window.moeforge.strike(s), state);
  const moved = await page.evaluate(() => window.moeforge.positions());
  if (picture) {
    const url = await page.evaluate((view) => window.moeforge.shoot(view), { facing, yaw, width: size[0], height: size[1] });
    await writeFile(picture, Buffer.from(url.split(',')[1], 'base64'));
  }
  return { rest, moved };
}

for (const engine of new Set(tasks.map((task) => task.engine))) {
  const own = tasks.filter((task) => task.engine === engine);
  const use = async (page, summary, messages, index) => ({ ...summary, ...await look(page, own[index]), messages });
  const found = await withFiles(own.map((task) => task.file), use, [], `engines/${engine}.html`);
  found.forEach((report, i) => console.log(JSON.stringify({ engine, file: own[i].file, ...report })));
}
