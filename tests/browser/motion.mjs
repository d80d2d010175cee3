// node motion.mjs RUN.vrma JUMP.vrma STAND.vrma SOLIDS.json FILE... : runs, jumps and turns each VRM for five seconds and
// prints what its springs did as JSON, one a line: for each joint the depth in metres to which it entered head or body.
// SOLIDS.json holds a list for each file: { node, offset, tail or null, radius } of spheres and capsules, metres, +Z ahead.
import { readFile } from 'node:fs/promises';
import { withFiles } from './viewer.mjs';

const [run, jump, stand, solids, ...files] = process.argv.slice(2);
if (files.length === 0) {
  console.error('usage: node motion.mjs RUN.vrma JUMP.vrma STAND.vrma SOLIDS.json FILE...');
  process.exit(2);
}
const bodies = JSON.parse(await readFile(solids, 'utf8'));
const clips = [0, 1, 2].map((n) => `/model/${files.length + n}`);
const reports = await withFiles(files, async (page, summary, messages, index) => {
  const report = await page.evaluate((a) => window.moeforge.travel(...a), [clips, bodies[index]]);
  return { ...report, messages };
}, [run, jump, stand]);
reports.forEach((report, i) => console.log(JSON.stringify({ file: files[i], ...report })));
