// node probe.mjs FILE... : loads each VRM or GLB in three-vrm and prints one JSON report for each, one a line.
import { withFiles } from './viewer.mjs';

async function probe(page, summary, messages) {
  const call = (name) => page.evaluate((n) => window.moeforge[n](), name);
  const report = { ...summary, changed: await call('expressionChanges') };
  if (summary.vrm !== null) {
    report.irises = await call('irises');
    report.springs = await call('shake');
    report.firstPerson = await call('firstPerson');
  }
  return { ...report, messages };
}

const files = process.argv.slice(2);
if (files.length === 0) {
  console.error('usage: node probe.mjs FILE...');
  process.exit(2);
}
const reports = await withFiles(files, probe);
reports.forEach((report, i) => console.log(JSON.stringify({ file: files[i], ...report })));
