// Babylon.js as it comes: left-handed, the loader's own materials. The interface is that of three.mjs.
import { BACKGROUND, FOV, camera as seenFrom, packed } from '/engines/view.mjs';

const { BABYLON } = window;
const canvas = document.querySelector('canvas');
const engine = new BABYLON.Engine(canvas, true, { preserveDrawingBuffer: true, stencil: true });
const scene = new BABYLON.Scene(engine);
scene.clearColor = new BABYLON.Color4(...BACKGROUND, 1);
const camera = new BABYLON.TargetCamera('camera', BABYLON.Vector3.Zero(), scene);
Object.assign(camera, { fov: FOV * Math.PI / 180, minZ: 0.05, maxZ: 50 });
let loaded;
let height;

async function load(url) {
  loaded = await BABYLON.LoadAssetContainerAsync(url, scene, { pluginExtension: '.glb' });
  loaded.addAllToScene();
  await scene.whenReadyAsync();
  const { min, max } = loaded.meshes[0].getHierarchyBoundingVectors(true, (node) => node.getTotalVertices?.() > 0);
  height = max.y - min.y;
  const bones = new Set(loaded.skeletons.flatMap((s) => s.bones.map((b) => b.name)));
  const targets = loaded.morphTargetManagers.flatMap((m) => Array.from({ length: m.numTargets }, (_, i) => m.getTarget(i)));
  const triangles = drawn().reduce((sum, mesh) => sum + mesh.getTotalIndices() / 3, 0);
  return { version: BABYLON.Engine.Version, bones: bones.size, morphs: [...new Set(targets.map((t) => t.name))], triangles, height };
}

function drawn() {
  return loaded.meshes.filter((node) => node.getTotalVertices?.() > 0);
}

function strike({ bones, morphs }) {
  for (const [name, turn] of Object.entries(bones)) {
    loaded.transformNodes.find((node) => node.name === name).rotationQuaternion = BABYLON.Quaternion.FromArray(turn);
  }
  for (const { morphTargetManager: manager } of drawn()) {
    for (let i = 0; i < (manager?.numTargets ?? 0); i += 1) {
      const target = manager.getTarget(i);
      target.influence = morphs[target.name] ?? 0;
    }
  }
}

// The loader turns the whole file into its left-handed world by one root node: taken off again here. What the camera does
// not see is not posed by render().
function positions() {
  loaded.transformNodes.forEach((node) => node.computeWorldMatrix(true));
  loaded.skeletons.forEach((skeleton) => skeleton.prepare(true));
  const root = BABYLON.Matrix.Invert(loaded.meshes[0].computeWorldMatrix(true));
  return drawn().map((mesh) => {
    const [, index, primitive] = /\/meshes\/(\d+)\/primitives\/(\d+)/.exec(mesh._internalMetadata.gltf.pointers.join(' '));
    const local = mesh.getPositionData(true, true);
    const toFile = mesh.computeWorldMatrix(true).multiply(root);
    const out = new Float32Array(local.length);
    for (let i = 0; i < local.length; i += 3) {
      BABYLON.Vector3.TransformCoordinates(new BABYLON.Vector3(...local.slice(i, i + 3)), toFile).toArray(out, i);
    }
    return { mesh: Number(index), primitive: Number(primitive), positions: packed(out) };
  });
}

async function shoot({ facing, yaw, width, height: side }) {
  engine.setSize(width, side);
  const world = loaded.meshes[0].computeWorldMatrix(true);
  const at = (point) => BABYLON.Vector3.TransformCoordinates(new BABYLON.Vector3(...point), world);
  const { eye, target } = seenFrom({ height, facing, yaw });
  camera.position = at(eye);
  camera.setTarget(at(target));
  await scene.whenReadyAsync();
  scene.render();
  return canvas.toDataURL('image/png');
}

window.moeforge = { load, strike, positions, shoot };
