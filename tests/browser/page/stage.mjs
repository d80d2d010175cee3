// The stage: renderer, light, cameras, and loading a file onto it.
import * as THREE from 'three';
import { GLTFLoader } from 'three/addons/loaders/GLTFLoader.js';
import { VRMLoaderPlugin, VRMUtils } from '@pixiv/three-vrm';

const BACKGROUND = 0xf4eef0;
const FOV = 18; // degrees: long lenses flatter chibi faces
export const VIEWS = {
  front: { yaw: 0, pitch: 3 },
  'three-quarter': { yaw: 35, pitch: 5 },
  side: { yaw: 90, pitch: 3 },
  back: { yaw: 180, pitch: 3 },
  face: { yaw: 0, pitch: 0, head: true },
  portrait: { yaw: 25, pitch: 4, head: true },
  profile: { yaw: 90, pitch: 0, head: true },
  close: { yaw: 0, pitch: 0, head: true, span: 0.98, drop: 0.17 },
  bust: { yaw: 25, pitch: 4, head: true, span: 1.65, drop: 0.16 },
  // Head and shoulders with room for long hair.
  'hair-front': { yaw: 20, pitch: 4, head: true, span: 2.0, drop: 0.4 },
  'hair-back': { yaw: 200, pitch: 4, head: true, span: 2.0, drop: 0.4 },
};

// Light of RECIPE section 8: 0.88 directional and 0.12 ambient; three's lights need a factor of pi for that.
function lights() {
  const sun = new THREE.DirectionalLight(0xffffff, 0.88 * Math.PI);
  sun.position.set(0.35, 0.7, 1.0);
  return [sun, new THREE.AmbientLight(0xffffff, 0.12 * Math.PI)];
}

export class Stage {
  constructor() {
    this.renderer = new THREE.WebGLRenderer({ antialias: true, preserveDrawingBuffer: true });
    document.body.append(this.renderer.domElement);
    this.scene = new THREE.Scene();
    this.scene.background = new THREE.Color(BACKGROUND);
    this.scene.add(...lights());
    this.camera = new THREE.PerspectiveCamera(FOV, 1, 0.05, 50);
  }

  async load(url) {
    const loader = new GLTFLoader();
    loader.register((parser) => new VRMLoaderPlugin(parser));
    const gltf = await loader.loadAsync(url);
    this.vrm = gltf.userData.vrm ?? null;
    this.root = this.vrm ? this.vrm.scene : gltf.scene;
    if (this.vrm) VRMUtils.rotateVRM0(this.vrm);
    this.scene.add(this.root);
    this.root.traverse((o) => { o.frustumCulled = false; });
    this.root.updateMatrixWorld(true);
    this.bounds = boundsOf(this.root);
    this.headHeight = this.headBone()?.getWorldPosition(new THREE.Vector3()).y;
    return gltf;
  }

  headBone() {
    return this.vrm?.humanoid.getRawBoneNode('head') ?? this.root.getObjectByName('head');
  }

  meshes() {
    const found = [];
    this.root.traverse((o) => { if (o.isMesh) found.push(o); });
    return found;
  }

  // Room for the pose, too; the scale stays that of the standing figure unless the pose is larger.
  measure() {
    this.bounds.union(boundsOf(this.root));
  }

  // Draws the edges of all triangles over the figure.
  wire() {
    for (const mesh of this.meshes()) {
      const lines = new THREE.MeshBasicMaterial({ color: 0x203060, wireframe: true, transparent: true, opacity: 0.5, toneMapped: false });
      const drawn = mesh.isSkinnedMesh ? new THREE.SkinnedMesh(mesh.geometry, lines) : new THREE.Mesh(mesh.geometry, lines);
      if (mesh.isSkinnedMesh) drawn.bind(mesh.skeleton, mesh.bindMatrix);
      drawn.frustumCulled = false;
      mesh.parent.add(drawn);
    }
  }

  // Frames the whole figure, or the head from the chin joint to the crown.
  look(name, width, height) {
    const view = VIEWS[name];
    this.renderer.setSize(width, height);
    this.camera.aspect = width / height;
    const { min, max } = this.bounds;
    const low = view.head ? this.headHeight ?? min.y + 0.55 * (max.y - min.y) : min.y;
    const centre = new THREE.Vector3(0, (low + max.y) / 2, (min.z + max.z) / 2);
    centre.y -= (view.drop ?? 0) * (max.y - low);
    const span = (max.y - low) * (view.span ?? (view.head ? 1.4 : 1.12));
    const needed = view.head ? span : Math.max(span, (max.x - min.x) * 1.06 / this.camera.aspect);
    this.place(centre, needed / (2 * Math.tan(THREE.MathUtils.degToRad(FOV / 2))), view);
  }

  place(centre, distance, { yaw, pitch }) {
    const direction = new THREE.Vector3().setFromSphericalCoords(
      distance, THREE.MathUtils.degToRad(90 - pitch), THREE.MathUtils.degToRad(yaw));
    this.camera.position.copy(centre).add(direction);
    this.camera.lookAt(centre);
    this.camera.updateProjectionMatrix();
  }

  render() {
    this.renderer.render(this.scene, this.camera);
  }

  // RGBA bytes of what was drawn, bottom row first.
  pixels() {
    const gl = this.renderer.getContext();
    const { drawingBufferWidth: width, drawingBufferHeight: height } = gl;
    const data = new Uint8Array(width * height * 4);
    gl.readPixels(0, 0, width, height, gl.RGBA, gl.UNSIGNED_BYTE, data);
    return { width, height, data };
  }
}

function boundsOf(root) {
  const box = new THREE.Box3();
  root.traverse((o) => { if (o.isMesh) box.expandByObject(o, true); });
  return box;
}
