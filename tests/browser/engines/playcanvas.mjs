// PlayCanvas with its container loader and defaults. The interface is that of three.mjs.
import * as pc from 'playcanvas';
import { BACKGROUND, FOV, camera as seenFrom, packed } from '/engines/view.mjs';

const canvas = document.querySelector('canvas');
const app = new pc.Application(canvas, { graphicsDeviceOptions: { antialias: true, preserveDrawingBuffer: true } });
app.autoRender = false;
app.start();
const camera = new pc.Entity('camera');
camera.addComponent('camera', { clearColor: new pc.Color(...BACKGROUND), fov: FOV, nearClip: 0.05, farClip: 50 });
app.root.addChild(camera);
let file; // the container
let figure; // the entity made of it
let height;

async function load(url) {
  const asset = await new Promise((done, fail) => {
    app.assets.loadFromUrlAndFilename(url, 'figure.glb', 'container', (error, a) => (error ? fail(new Error(error)) : done(a)));
  });
  file = asset.resource;
  figure = file.instantiateRenderEntity();
  app.root.addChild(figure);
  const box = new pc.BoundingBox();
  instances().forEach(({ aabb }, i) => (i === 0 ? box.copy(aabb) : box.add(aabb)));
  height = 2 * box.halfExtents.y;
  const bones = new Set(instances().flatMap((m) => m.skinInstance?.bones.map((b) => b.name) ?? []));
  const morphs = new Set(instances().flatMap((m) => m.morphInstance?.morph.targets.map((t) => t.name) ?? []));
  const triangles = instances().reduce((sum, { mesh }) => sum + mesh.primitive[0].count / 3, 0);
  return { version: pc.version, bones: bones.size, morphs: [...morphs], triangles, height };
}

function instances() {
  return figure.findComponents('render').flatMap((render) => render.meshInstances);
}

function strike({ bones, morphs }) {
  for (const [name, turn] of Object.entries(bones)) figure.findByName(name).setLocalRotation(...turn);
  for (const { morphInstance } of instances()) {
    for (const [name, weight] of Object.entries(morphs)) {
      if (morphInstance?.morph.targets.some((t) => t.name === name)) morphInstance.setWeight(name, weight);
    }
  }
}

// The engine skins on the graphics card alone: its vertices, morph deltas and joint matrices are put together here.
function positions() {
  draw();
  return file.renders.flatMap((render, mesh) => render.resource.meshes.map((source, primitive) => {
    const instance = instances().find((m) => m.mesh === source);
    const points = [];
    source.getPositions(points);
    addMorphs(points, instance.morphInstance);
    return { mesh, primitive, positions: packed(skinned(points, source, instance)) };
  }));
}

function addMorphs(points, morphInstance) {
  morphInstance?.morph.targets.forEach((target, t) => {
    const weight = morphInstance.getWeight(t);
    if (weight) target.deltaPositions.forEach((delta, i) => { points[i] += weight * delta; });
  });
}

function skinned(points, mesh, { skinInstance, node }) {
  const [joints, weights] = [[], []];
  mesh.getVertexStream(pc.SEMANTIC_BLENDINDICES, joints);
  mesh.getVertexStream(pc.SEMANTIC_BLENDWEIGHT, weights);
  skinInstance.updateMatrices(node, -1);
  const world = node.getWorldTransform();
  const out = new Float32Array(points.length);
  const [point, moved, sum] = [new pc.Vec3(), new pc.Vec3(), new pc.Vec3()];
  for (let v = 0; v < points.length / 3; v += 1) {
    point.set(points[3 * v], points[3 * v + 1], points[3 * v + 2]);
    sum.set(0, 0, 0);
    for (let k = 4 * v; k < 4 * v + 4; k += 1) {
      if (weights[k] > 0) sum.add(skinInstance.matrices[joints[k]].transformPoint(point, moved).mulScalar(weights[k]));
    }
    world.transformPoint(sum, moved);
    out.set([moved.x, moved.y, moved.z], 3 * v);
  }
  return out;
}

function draw() {
  app.renderNextFrame = true;
  app.tick();
}

function shoot({ facing, yaw, width, height: side }) {
  app.setCanvasFillMode(pc.FILLMODE_NONE, width, side);
  app.setCanvasResolution(pc.RESOLUTION_FIXED, width, side);
  const { eye, target } = seenFrom({ height, facing, yaw });
  camera.setPosition(...eye);
  camera.lookAt(...target);
  draw();
  return canvas.toDataURL('image/png');
}

window.moeforge = { load, strike, positions, shoot };
