// node faces.mjs FILE... : draws every expression of each VRM and prints as JSON, one a line, what each changes and where.
import { withFiles } from './viewer.mjs';

const files = process.argv.slice(2);
if (files.length === 0) {
  console.error('usage: node faces.mjs FILE...');
  process.exit(2);
}
const reports = await withFiles(files, async (page, summary, messages) => ({
  ...await page.evaluate(() => window.moeforge.faces()), messages,
}));
reports.forEach((report, i) => console.log(JSON.stringify({ file: files[i], ...report })));
