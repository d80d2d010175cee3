// three.js by itself, as a viewer that knows nothing of VRM, or with three-vrm where the page says data-vrm: the interface
// of engine pages, window.moeforge.
//   load(url) -> what the file holds; strike({bones, morphs}) turns bones (quaternions by node name) and sets weights;
//   positions() -> world positions of every vertex, by mesh and primitive of the file; shoot({facing, yaw, width, height}).
import * as THREE from 'three';
import { GLTFLoader } from 'three/addons/loaders/GLTFLoader.js';
import { BACKGROUND, FOV, camera as seenFrom, packed } from '/engines/view.mjs';

const renderer = new THREE.WebGLRenderer({ antialias: true, preserveDrawingBuffer: true });
const scene = new THREE.Scene();
const camera = new THREE.PerspectiveCamera(FOV, 1, 0.05, 50);
document.body.append(renderer.domElement);
scene.background = new THREE.Color().setRGB(...BACKGROUND, THREE.SRGBColorSpace);
let parts; // {mesh, object} of every primitive
let height;

// Light of RECIPE section 8, which MToon alone shows.
function light() {
  const sun = new THREE.DirectionalLight(0xffffff, 0.88 * Math.PI);
  sun.position.set(0.35, 0.7, 1.0);
  scene.add(sun, new THREE.AmbientLight(0xffffff, 0.12 * Math.PI));
}

async function load(url) {
  const loader = new GLTFLoader();
  if (document.documentElement.dataset.vrm !== undefined) {
    const { VRMLoaderPlugin } = await import('@pixiv/three-vrm');
    loader.register((parser) => new VRMLoaderPlugin(parser));
    light();
  }
  const gltf = await loader.loadAsync(url);
  scene.add(gltf.scene);
  gltf.scene.updateMatrixWorld(true);
  parts = [];
  gltf.scene.traverse((object) => {
    const of = gltf.parser.associations.get(object);
    if (object.isMesh) parts.push({ object, mesh: of.meshes, primitive: of.primitives ?? 0 });
  });
  const box = new THREE.Box3();
  for (const { object } of parts) box.expandByObject(object, true);
  height = box.max.y - box.min.y;
  const triangles = parts.reduce((sum, { object }) => sum + object.geometry.index.count / 3, 0);
  const bones = new Set(parts.flatMap(({ object }) => object.skeleton?.bones ?? []));
  const names = new Set(parts.flatMap(({ object }) => Object.keys(object.morphTargetDictionary ?? {})));
  return { version: THREE.REVISION, bones: bones.size, morphs: [...names], triangles, height };
}

function strike({ bones, morphs }) {
  for (const [name, turn] of Object.entries(bones)) scene.getObjectByName(name).quaternion.fromArray(turn);
  for (const { object } of parts) {
    for (const [name, weight] of Object.entries(morphs)) {
      const index = object.morphTargetDictionary?.[name];
      if (index !== undefined) object.morphTargetInfluences[index] = weight;
    }
    object.frustumCulled = false;
  }
  scene.updateMatrixWorld(true);
}

function positions() {
  return parts.map(({ object, mesh, primitive }) => {
    const out = new Float32Array(object.geometry.attributes.position.count * 3);
    const point = new THREE.Vector3();
    for (let i = 0; i < out.length / 3; i += 1) {
      object.getVertexPosition(i, point).applyMatrix4(object.matrixWorld).toArray(out, i * 3);
    }
    return { mesh, primitive, positions: packed(out) };
  });
}

function shoot({ facing, yaw, width, height: side }) {
  renderer.setSize(width, side);
  const { eye, target } = seenFrom({ height, facing, yaw });
  camera.aspect = width / side;
  camera.position.set(...eye);
  camera.lookAt(...target);
  camera.updateProjectionMatrix();
  renderer.render(scene, camera);
  return renderer.domElement.toDataURL('image/png');
}

window.moeforge = { load, strike, positions, shoot };
