// node validate.mjs FILE... : runs the Khronos glTF validator and prints one JSON report for each file, one a line.
// Only issues it understands are kept: it does not know VRM's extensions, and says so for each.
import { readFile } from 'node:fs/promises';
import validator from 'gltf-validator';

const IGNORED = [
  'UNSUPPORTED_EXTENSION', // VRM, VRMC_*: not Khronos extensions
  'INVALID_EXTENSION_NAME_FORMAT', // "VRM" is the name that VRM 0.x prescribes
  'MULTIPLE_EXTENSIONS', // KHR_materials_unlit beside VRMC_materials_mtoon is the prescribed fall-back
  'UNUSED_OBJECT', // textures and images that only a VRM extension names
];

/** The empty root node "secondary", which UniVRM writes into each file of VRM 0.x. */
const isSecondary = (bytes, { code, pointer }) => {
  if (code !== 'NODE_EMPTY') return false;
  const tree = JSON.parse(bytes.subarray(20, 20 + bytes.readUInt32LE(12)).toString()); // the first chunk of a GLB
  return Boolean(tree.extensions?.VRM) && tree.nodes[Number(pointer.split('/')[2])].name === 'secondary';
};

const files = process.argv.slice(2);
if (files.length === 0) {
  console.error('usage: node validate.mjs FILE...');
  process.exit(2);
}
for (const file of files) {
  const bytes = await readFile(file);
  const { issues, info } = await validator.validateBytes(new Uint8Array(bytes), {
    uri: file, format: 'glb', maxIssues: 100, ignoredIssues: IGNORED,
  });
  const understood = issues.messages.filter((issue) => !isSecondary(bytes, issue));
  const problems = understood.map(({ severity, code, pointer, message }) => ({ severity, code, pointer, message }));
  console.log(JSON.stringify({ file, problems, drawCalls: info?.drawCallCount, triangles: info?.totalTriangleCount }));
}
