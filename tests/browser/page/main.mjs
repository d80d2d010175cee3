// The page's interface to the node side: window.moeforge.
import * as THREE from 'three';
import { Stage } from '/page/stage.mjs';
import { Actor, GAZES } from '/page/actor.mjs';
import { drawIrises, measure } from '/page/iris.mjs';
import { clipOf, travel } from '/page/motion.mjs';

const CHANGED = 8; // of 255: a channel that differs by more counts as changed
const stage = new Stage();
let actor;

async function load(url) {
  await stage.load(url);
  actor = new Actor(stage);
  if (stage.vrm?.lookAt) actor.gaze('ahead');
  return summary();
}

function summary() {
  const size = stage.bounds.max.clone().sub(stage.bounds.min);
  return {
    vrm: stage.vrm?.meta.metaVersion ?? null,
    name: stage.vrm?.meta.name ?? stage.vrm?.meta.title ?? null,
    height: size.y,
    soles: stage.bounds.min.y,
    triangles: countTriangles(),
    meshes: stage.meshes().length,
    expressions: actor.expressionNames(),
  };
}

function countTriangles() {
  return stage.meshes().reduce((sum, m) => sum + (m.geometry.index?.count ?? m.geometry.attributes.position.count) / 3, 0);
}

// VRM first-person mode splits meshes; it throws on a mesh without an index buffer.
function firstPerson() {
  stage.vrm.firstPerson?.setup();
  return stage.vrm.firstPerson?.meshAnnotations.length ?? 0;
}

function picture(view, size) {
  stage.look(view, size, size);
  stage.render();
  return stage.pixels();
}

// Changed pixels of the face for each expression at full weight.
function expressionChanges(size = 384) {
  actor.express({});
  const neutral = picture('face', size);
  const changed = actor.expressionNames().map((name) => {
    actor.express({ [name]: 1 });
    return [name, difference(neutral, picture('face', size))];
  });
  actor.express({});
  return Object.fromEntries(changed);
}

function difference(a, b) {
  const [left, right] = sides(a, b);
  return left + right;
}

// Changed pixels on the figure's left and right: it faces us, so its left is the right half of the picture.
function sides(a, b) {
  const found = [0, 0];
  for (let i = 0; i < a.data.length; i += 4) {
    const most = Math.max(...[0, 1, 2].map((c) => Math.abs(a.data[i + c] - b.data[i + c])));
    if (most > CHANGED) found[(i / 4) % a.width >= a.width / 2 ? 0 : 1] += 1;
  }
  return found;
}

// For each expression at full weight: changed pixels on both sides of the face, and visible pixels of both irises.
function faces(size = 384) {
  const names = actor.expressionNames();
  actor.express({});
  const neutral = picture('face', size);
  const shots = names.map((name) => { actor.express({ [name]: 1 }); return picture('face', size); });
  const irises = drawIrises(stage, () => names.map((name) => {
    actor.express({ [name]: 1 });
    const { leftEye, rightEye } = measure(picture('face', size));
    return [leftEye.pixels, rightEye.pixels];
  }));
  actor.express({});
  const visemes = names.filter((name) => name.startsWith('viseme_'));
  const shot = new Map(names.map((name, i) => [name, shots[i]]));
  return {
    faces: Object.fromEntries(names.map((name, i) => [name, { changed: sides(neutral, shots[i]), irises: irises[i] }])),
    visemes: visemes.flatMap((a, i) => visemes.slice(i + 1).map((b) => [a, b, difference(shot.get(a), shot.get(b))])),
  };
}

// Iris pixels and places: at rest, under each blink, and for each gaze.
function irises(size = 512) {
  return drawIrises(stage, () => {
    const at = () => measure(picture('face', size));
    const blinks = ['neutral', 'blink', 'blinkLeft', 'blinkRight'].map((name) => {
      actor.express(name === 'neutral' ? {} : { [name]: 1 });
      return [name, at()];
    });
    actor.express({});
    const gazes = Object.keys(GAZES).map((name) => {
      actor.gaze(name);
      return [name, at()];
    });
    actor.gaze('ahead');
    return { ...Object.fromEntries(blinks), gaze: Object.fromEntries(gazes) };
  });
}

function pose({ expression, weight = 1, standing, settle, gaze }) {
  if (standing) actor.stand();
  if (settle && stage.vrm) actor.run(settle);
  if (gaze) actor.gaze(gaze);
  actor.express(expression ? { [expression]: weight } : {});
}

// Takes the pose and the face of the first moment of a .vrma file, and lets the springs settle.
async function strike(url, settle) {
  const mixer = new THREE.AnimationMixer(stage.root);
  mixer.clipAction(await clipOf(url, stage.vrm)).play();
  mixer.update(0);
  actor.run(settle);
  stage.measure();
}

function shoot(view, width, height) {
  stage.look(view, width, height);
  stage.render();
  return stage.renderer.domElement.toDataURL('image/png');
}

window.moeforge = {
  load, firstPerson, isVrm: () => stage.vrm !== null, expressionChanges, irises, pose, shoot, shake: () => actor.shake(),
  faces, strike, wire: () => stage.wire(),
  travel: (urls, solids) => travel(stage, urls, solids),
};
