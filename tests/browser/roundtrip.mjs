// node roundtrip.mjs MODE IN.glb OUT.glb : through glTF-Transform and back into a plain GLB that any viewer reads.
// MODE: copy, quantize, meshopt or draco; what they make is written, read again, and only then made plain.
import { Document, Logger, NodeIO } from '@gltf-transform/core';
import { ALL_EXTENSIONS } from '@gltf-transform/extensions';
import { dequantize, draco, meshopt, quantize } from '@gltf-transform/functions';
import draco3d from 'draco3dgltf';
import { MeshoptDecoder, MeshoptEncoder } from 'meshoptimizer';

const PACK = {
  copy: [],
  quantize: [quantize()],
  meshopt: [meshopt({ encoder: MeshoptEncoder, level: 'medium' })],
  draco: [draco()],
};
const COMPRESSED = ['EXT_meshopt_compression', 'KHR_meshopt_compression', 'KHR_draco_mesh_compression', 'KHR_mesh_quantization'];

const [mode, from, to] = process.argv.slice(2);
if (!(mode in PACK) || to === undefined) {
  console.error(`usage: node roundtrip.mjs ${Object.keys(PACK).join('|')} IN.glb OUT.glb`);
  process.exit(2);
}
const warnings = [];
const collect = (text) => { warnings.push(text); };
const logger = Object.assign(new Logger(Logger.Verbosity.WARN), { warn: collect, error: collect });
const io = new NodeIO().setLogger(logger).registerExtensions(ALL_EXTENSIONS).registerDependencies({
  'draco3d.decoder': await draco3d.createDecoderModule(), 'draco3d.encoder': await draco3d.createEncoderModule(),
  'meshopt.decoder': MeshoptDecoder, 'meshopt.encoder': MeshoptEncoder,
});

const document = await io.read(from);
await document.setLogger(logger).transform(...PACK[mode]);
const bytes = await io.writeBinary(document);
const again = await io.readBinary(bytes);
await again.setLogger(logger).transform(dequantize());
for (const extension of again.getRoot().listExtensionsUsed()) {
  if (COMPRESSED.includes(extension.extensionName)) extension.dispose();
}
await io.write(to, again);
const root = again.getRoot();
const [skin] = root.listSkins();
const names = root.listMeshes().flatMap((mesh) => mesh.getExtras().targetNames ?? []);
console.log(JSON.stringify({
  mode, bytes: bytes.byteLength, bones: skin.listJoints().length, morphs: new Set(names).size, messages: warnings,
}));
